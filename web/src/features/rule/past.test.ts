import { expect, test } from "vitest";
import { createFormat } from "@/lib/format";
import { isFinished, isForeign, withField } from "./condition";
import { inMode, newFilter, pastChoices, withPast } from "./past";
import {
  type ConditionNode,
  newCondition,
  type Rule,
  type RuleCondition,
  sizeOf,
  treeOf,
  writeRule,
} from "./rule-tree";
import { plainSentence, sentence } from "./sentence";
import { wordsFixture as words } from "./vocabulary-fixture";

const format = createFormat({ currency: "EUR", timeZone: "UTC", locale: "en-GB" });
const coffees: Rule = {
  metric: "orders",
  measure: "count",
  operator: ">=",
  value: 2,
  within: { days: 90 },
  where: [
    { metric: "item", operator: "==", value: "Coffee" },
    { metric: "amount", operator: ">", value: 20 },
  ],
};
const nodeOf = (rule: Rule): ConditionNode => treeOf(rule).rules[0] as ConditionNode;
const read = (rule: Rule) => plainSentence(sentence(treeOf(rule), words, format));
const finished = (rule: Rule) => isFinished(nodeOf(rule), words);
const choice = (key: string) => {
  const found = pastChoices(words).find((each) => each.key === key);
  if (!found) throw new Error(`no choice ${key}`);
  return found;
};

test("conditions about the past survive being edited without a change", () => {
  const rules: Rule[] = [
    coffees,
    {
      metric: "orders",
      measure: "max",
      operator: "isEmpty",
      within: { between: ["1998-01-01", "1998-12-31"] },
    },
    { metric: "campaign", measure: "sent", operator: "isNot", value: "any", within: { hours: 6 } },
    { metric: "segment", operator: "in", value: "7" },
  ];
  const rule: Rule = { logic: "AND", rules };
  const root = treeOf(rule);
  expect(writeRule(root, (each) => isFinished(each, words))).toMatchObject({ rule, unfinished: 0 });
  for (const node of root.rules) expect(isForeign(node as ConditionNode, words)).toBe(false);
});

test("each condition about the orders counts towards the limit", () => {
  expect(sizeOf(treeOf(coffees))).toBe(3);
});

test("a condition about the past is finished when every part of it is", () => {
  const cases: [Partial<RuleCondition>, boolean][] = [
    [{}, true],
    [{ value: undefined }, false],
    [{ within: { days: undefined } }, false],
    [{ within: { hours: 6 } }, true],
    [{ within: { before: undefined } }, false],
    [{ within: { after: "1998-01-01" } }, true],
    [{ within: { between: ["1998-01-01", undefined] } }, false],
    [{ where: [{ metric: "item", operator: "==", value: " " }] }, false],
    [{ where: [{ metric: "amount", operator: "between", value: [1, 2] }] }, true],
  ];
  for (const [change, expected] of cases) {
    expect(finished({ ...coffees, ...change } as Rule), JSON.stringify(change)).toBe(expected);
  }
  expect(finished({ metric: "segment", operator: "in" })).toBe(false);
  expect(finished({ metric: "campaign", measure: "sent", operator: "is", value: "any" })).toBe(true);
});

test("what nobody has an editor for stays foreign and travels along", () => {
  const rules: Rule[] = [
    { metric: "orders", measure: "median", operator: ">", value: 1 },
    { metric: "orders", measure: "count", operator: "isEmpty" },
    {
      metric: "orders",
      measure: "count",
      operator: ">",
      value: 1,
      where: [{ metric: "shop", operator: "==", value: "Bern" }],
    },
    { metric: "totalSpend", operator: ">", value: 1, within: { days: 3 } },
    { metric: "segment", operator: "near", value: "7" },
  ];
  for (const rule of rules) expect(isForeign(nodeOf(rule), words), JSON.stringify(rule)).toBe(true);
});

test("the picker offers each question about the past once", () => {
  expect(pastChoices(words).map(({ key, label }) => `${key}: ${label}`)).toEqual([
    "orders count: Number of orders",
    "orders sum: Sum of orders",
    "orders max: Largest order",
    "campaign enrolled: Campaign: enrolled",
    "campaign sent: Campaign: sent",
    "campaign failed: Campaign: failed",
    "segment: Segment",
  ]);
});

test("another question about orders keeps which orders and when; a number of another unit goes", () => {
  const node = nodeOf(coffees);
  const sum = withPast(node, choice("orders sum"), words);
  expect(sum).toMatchObject({ measure: "sum", value: undefined, within: { days: 90 } });
  expect(sum.where).toHaveLength(2);
  const money = { ...node, ...sum, value: 50 };
  expect(withPast(money, choice("orders max"), words)).toMatchObject({ measure: "max", value: 50 });
});

test("a question about a campaign starts with any of them, one about a segment with none", () => {
  expect(withPast(newCondition(), choice("campaign sent"), words)).toMatchObject({
    metric: "campaign",
    measure: "sent",
    operator: "is",
    value: "any",
  });
  expect(withPast(newCondition(), choice("segment"), words)).toMatchObject({
    operator: "in",
    value: undefined,
  });
});

test("a field of the customer leaves nothing of the past behind", () => {
  const city = words.field("city");
  if (!city) throw new Error("a city is expected");
  const node = { ...nodeOf(coffees), ...withField(nodeOf(coffees), city, words) };
  const root = { ...treeOf(null), rules: [{ ...node, value: "Bern" }] };
  expect(writeRule(root, () => true).rule.rules).toEqual([{ metric: "city", operator: "==", value: "Bern" }]);
});

test("another way to say when keeps the day", () => {
  expect(inMode("before", { after: "1998-01-01" })).toEqual({ before: "1998-01-01" });
  expect(inMode("between", { before: "1998-01-01" })).toEqual({ between: ["1998-01-01", undefined] });
  expect(inMode("last", { before: "1998-01-01" })).toEqual({ days: undefined });
  expect(inMode("any", { days: 3 })).toBeUndefined();
});

test("which orders are asked for first by what was bought", () => {
  expect(newFilter(words)).toMatchObject({ metric: "item", operator: "==" });
  expect(newFilter(words, "amount")).toMatchObject({ metric: "amount", operator: ">=" });
});

test("the past reads as a sentence, campaigns and segments by name", () => {
  expect(read(coffees)).toBe(
    "Customers where the number of orders with the item “Coffee”, with an amount that is more than €20, " +
      "within the last 90 days, is at least 2",
  );
  expect(
    read({ metric: "orders", measure: "sum", operator: ">", value: 100, within: { after: "1998-01-01" } }),
  ).toMatch(/the sum of orders after .*1998 is more than €100/);
  expect(
    read({ metric: "campaign", measure: "sent", operator: "is", value: "3", within: { days: 30 } }),
  ).toBe("Customers where a message of “Spring” to them was sent within the last 30 days");
  expect(read({ metric: "campaign", measure: "enrolled", operator: "isNot", value: "any" })).toBe(
    "Customers where they were not enrolled in any campaign",
  );
  expect(read({ metric: "segment", operator: "notIn", value: "7" })).toBe(
    "Customers where they are not in segment “Champions”",
  );
});
