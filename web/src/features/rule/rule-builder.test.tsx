import { fireEvent, render, screen, within } from "@testing-library/react";
import { useReducer } from "react";
import { expect, test, vi } from "vitest";
import { isFinished } from "./condition";
import { RuleBuilder } from "./rule-builder";
import { ruleReducer, startState } from "./rule-state";
import { conditionsOf, type Rule, treeOf, writeRule } from "./rule-tree";
import { noTallies } from "./use-breakdown";
import { wordsFixture as words } from "./vocabulary-fixture";

const two: Rule = {
  logic: "AND",
  rules: [
    { metric: "totalSpend", operator: ">", value: 100 },
    { metric: "visits", operator: "<", value: 3 },
  ],
};

function Page({ rule, wrongAt }: { rule: Rule; wrongAt?: number }) {
  const [state, dispatch] = useReducer(ruleReducer, rule, (first) => startState(treeOf(first)));
  const written = writeRule(state.root, (condition) => isFinished(condition, words));
  const wrong = wrongAt === undefined ? undefined : conditionsOf(state.root)[wrongAt]?.id;
  return (
    <>
      <RuleBuilder
        state={state}
        dispatch={dispatch}
        words={words}
        written={written}
        problems={new Map(wrong ? [[wrong, "A whole number is expected."]] : [])}
        currency="EUR"
        tallies={noTallies}
      />
      <output data-testid="rule">{JSON.stringify(written.rule)}</output>
      <output data-testid="unfinished">{written.unfinished}</output>
    </>
  );
}

const rule = () => JSON.parse(screen.getByTestId("rule").textContent ?? "");
const value = (name: string) => screen.getByLabelText<HTMLInputElement>(name);

test("a group has one switch, and each condition a name that reads as a sentence", () => {
  render(<Page rule={two} />);
  expect(screen.getByRole("group", { name: "Audience: All of these" })).toBeTruthy();
  expect(screen.getByRole("group", { name: /^Condition: the total spend is more than/ })).toBeTruthy();
  expect(screen.getAllByRole("radio", { name: "AND" })).toHaveLength(1);
  fireEvent.click(screen.getByRole("radio", { name: "OR" }));
  expect(rule().logic).toBe("OR");
  expect(screen.getByRole("group", { name: "Audience: Any of these" })).toBeTruthy();
});

test("NOT is a chip of the group", () => {
  render(<Page rule={two} />);
  fireEvent.click(screen.getByRole("button", { name: "NOT" }));
  expect(rule()).toEqual({ ...two, not: true });
  expect(screen.getByText("Not all of these")).toBeTruthy();
});

test("typing changes the rule, and undo takes it back from within the field", () => {
  render(<Page rule={two} />);
  const input = value("Total spend: value");
  fireEvent.change(input, { target: { value: "250" } });
  expect(rule().rules[0].value).toBe(250);
  fireEvent.keyDown(input, { key: "z", ctrlKey: true });
  expect(rule()).toEqual(two);
  expect(input.value).toBe("100");
  fireEvent.keyDown(input, { key: "Z", ctrlKey: true, shiftKey: true });
  expect(rule().rules[0].value).toBe(250);
});

test("Enter goes to the next condition, and from the last to the button that adds one", () => {
  render(<Page rule={two} />);
  value("Total spend: value").focus();
  fireEvent.keyDown(value("Total spend: value"), { key: "Enter" });
  expect(document.activeElement).toBe(value("Orders: value"));
  fireEvent.keyDown(value("Orders: value"), { key: "Enter" });
  expect(document.activeElement?.textContent).toContain("Add condition");
});

test("Command Enter adds a condition after this one, which opens its field picker", () => {
  render(<Page rule={two} />);
  fireEvent.keyDown(value("Total spend: value"), { key: "Enter", metaKey: true });
  const names = screen
    .getAllByRole("group", { name: /condition/i })
    .map((each) => each.getAttribute("aria-label"));
  expect(names[1]).toBe("New condition");
  expect(screen.getByTestId("unfinished").textContent).toBe("1");
  expect(rule()).toEqual(two);
  const list = screen.getByRole("listbox", { name: "Field" });
  expect(
    within(list)
      .getAllByRole("group")
      .map((each) => each.getAttribute("aria-label")),
  ).toEqual([
    "Amounts and counts",
    "Dates",
    "About the customer",
    "Orders in a time, or of an item",
    "Campaigns and segments",
    "Attributes",
  ]);
  fireEvent.click(within(list).getByRole("option", { name: "City" }));
  expect(screen.getByRole("group", { name: "Unfinished condition: City" })).toBeTruthy();
  fireEvent.change(value("City: value"), { target: { value: "Bern" } });
  expect(rule().rules[1]).toEqual({ metric: "city", operator: "==", value: "Bern" });
  expect(screen.getByTestId("unfinished").textContent).toBe("0");
});

test("Command Shift G puts the condition into a group of its own", () => {
  render(<Page rule={two} />);
  fireEvent.keyDown(value("Orders: value"), { key: "G", metaKey: true, shiftKey: true });
  expect(rule()).toEqual({ logic: "AND", rules: [two.rules[0], { logic: "OR", rules: [two.rules[1]] }] });
});

test("a new group comes with a condition, and as deep as the limit allows", () => {
  render(<Page rule={{ logic: "AND", rules: [{ logic: "OR", rules: [two] }] }} />);
  expect(screen.getAllByRole("button", { name: "Add condition" })).toHaveLength(3);
  expect(screen.getAllByRole("button", { name: "Add group" })).toHaveLength(2);
});

test("at the limit nothing more can be added", () => {
  render(<Page rule={{ logic: "AND", rules: Array.from({ length: 6 }, () => two.rules[0] as Rule) }} />);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Add condition" }).disabled).toBe(true);
});

test("what the server cannot make sense of is marked at its condition", () => {
  render(<Page rule={two} wrongAt={1} />);
  const condition = screen.getByRole("group", { name: /number of orders/ });
  const told = document.getElementById(condition.getAttribute("aria-describedby") ?? "");
  expect(told?.textContent).toBe("A whole number is expected.");
  expect(value("Orders: value").getAttribute("aria-invalid")).toBe("true");
  expect(value("Total spend: value").hasAttribute("aria-invalid")).toBe(false);
});

test("a condition from a newer API is shown as it is and kept", () => {
  const visits = { metric: "siteVisits", measure: "count", operator: ">=", value: 2 } as Rule;
  render(<Page rule={{ logic: "AND", rules: [visits] }} />);
  expect(screen.getByText(/"siteVisits"/, { selector: "code" })).toBeTruthy();
  expect(rule().rules[0]).toEqual(visits);
});

test("orders are asked for in a time and of an item, one control after the other", () => {
  render(<Page rule={{ logic: "AND", rules: [two.rules[0] as Rule] }} />);
  fireEvent.click(screen.getByRole("button", { name: "Field: Total spend" }));
  fireEvent.click(screen.getByRole("option", { name: "Number of orders" }));
  fireEvent.change(value("Number of orders: value"), { target: { value: "2" } });
  fireEvent.click(screen.getByRole("button", { name: "Of which orders" }));
  expect(screen.getByTestId("unfinished").textContent).toBe("1");
  fireEvent.change(value("Order's item: value"), { target: { value: "Coffee" } });
  expect(rule().rules).toEqual([
    {
      metric: "orders",
      measure: "count",
      operator: ">=",
      value: 2,
      where: [{ metric: "item", operator: "==", value: "Coffee" }],
    },
  ]);
  fireEvent.click(screen.getByRole("button", { name: "Look at these orders no longer" }));
  expect(rule().rules[0].where).toBeUndefined();
});

test("a condition moves by the arrow keys, and keeps the focus where it goes", async () => {
  const nested: Rule = {
    logic: "AND",
    rules: [two.rules[0] as Rule, { logic: "OR", rules: [two.rules[1] as Rule] }],
  };
  render(<Page rule={nested} />);
  const grip = () => screen.getAllByRole("button", { name: "Move this condition" });
  grip()[0]?.focus();
  fireEvent.keyDown(grip()[0] as Element, { key: "ArrowDown" });
  expect(rule().rules).toEqual([{ logic: "OR", rules: two.rules }]);
  await vi.waitFor(() => expect(document.activeElement).toBe(grip()[0]));
  fireEvent.keyDown(value("Total spend: value"), { key: "ArrowDown", altKey: true });
  expect(rule().rules[0].rules).toEqual([...two.rules].reverse());
  fireEvent.keyDown(value("Total spend: value"), { key: "z", ctrlKey: true });
  expect(rule().rules).toEqual([{ logic: "OR", rules: two.rules }]);
});

test("a rule is pasted as JSON, and what is none says so and changes nothing", () => {
  render(<Page rule={two} />);
  const pasted = { logic: "OR", rules: [{ metric: "city", operator: "==", value: "Bern" }] };
  const frame = screen.getByRole("button", { name: "Undo" });
  const paste = (text: string) => fireEvent.paste(frame, { clipboardData: { getData: () => text } });
  paste("Hello");
  expect(rule()).toEqual(two);
  expect(screen.getByText(/Not pasted/)).toBeTruthy();
  paste(JSON.stringify(pasted));
  expect(rule()).toEqual(pasted);
  fireEvent.keyDown(value("City: value"), { key: "z", ctrlKey: true });
  expect(rule()).toEqual(two);
  fireEvent.click(screen.getByRole("button", { name: "Paste a rule as JSON" }));
  fireEvent.change(screen.getByRole("textbox", { name: "Rule as JSON" }), { target: { value: "{" } });
  fireEvent.click(screen.getByRole("button", { name: "Use this rule" }));
  expect(screen.getByText("This is no JSON.")).toBeTruthy();
});
