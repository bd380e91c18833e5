import { fireEvent, render, screen } from "@testing-library/react";
import { useReducer } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isFinished } from "./condition";
import { RuleBuilder } from "./rule-builder";
import { ruleReducer, startState } from "./rule-state";
import { type Rule, treeOf, writeRule } from "./rule-tree";
import { noTallies } from "./use-breakdown";
import { wordsFixture as words } from "./vocabulary-fixture";

const spend: Rule = { metric: "totalSpend", operator: ">", value: 100 };

function Page() {
  const [state, dispatch] = useReducer(ruleReducer, spend, (rule) => startState(treeOf(rule)));
  const written = writeRule(state.root, (condition) => isFinished(condition, words));
  return (
    <>
      <RuleBuilder
        state={state}
        dispatch={dispatch}
        words={words}
        written={written}
        problems={new Map()}
        currency="EUR"
        tallies={noTallies}
      />
      <output>{JSON.stringify(written.rule.rules)}</output>
    </>
  );
}

beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({
    matches: true,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
});
afterEach(() => vi.unstubAllGlobals());

test("on a phone a condition is a sentence that opens its controls", () => {
  render(<Page />);
  expect(screen.queryByLabelText("Total spend: value")).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: /^The total spend is more than/ }));
  expect(screen.getByRole("dialog", { name: "Total spend" })).toBeTruthy();
  fireEvent.change(screen.getByLabelText("Total spend: value"), { target: { value: "250" } });
  fireEvent.click(screen.getByRole("button", { name: "Done" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(document.querySelector("output")?.textContent).toContain("250");
});

test("a new condition opens by itself, with the list of fields", () => {
  render(<Page />);
  fireEvent.click(screen.getByRole("button", { name: "Add condition" }));
  expect(screen.getByRole("listbox", { name: "Field" })).toBeTruthy();
  fireEvent.click(screen.getByRole("option", { name: "City" }));
  fireEvent.change(screen.getByLabelText("City: value"), { target: { value: "Bern" } });
  expect(screen.getByRole("dialog", { name: "City" })).toBeTruthy();
  expect(document.querySelector("output")?.textContent).toContain("Bern");
});
