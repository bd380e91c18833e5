import { expect, test } from "vitest";
import { isFinished, isForeign, kindOf, withField, withOperator } from "./condition";
import { type ConditionNode, newCondition } from "./rule-tree";
import { wordsFixture as words } from "./vocabulary-fixture";

const condition = (metric: string, operator: string, value?: unknown): ConditionNode => ({
  ...newCondition(),
  metric,
  operator,
  value,
});
const choose = (from: ConditionNode, metric: string): ConditionNode => {
  const field = words.field(metric);
  if (!field) throw new Error(`no field ${metric}`);
  return { ...from, ...withField(from, field, words) };
};
const ask = (from: ConditionNode, name: string): ConditionNode => {
  const operator = words.operator(name);
  if (!operator) throw new Error(`no operator ${name}`);
  return { ...from, ...withOperator(from, operator, words) };
};

test("a condition is finished when its value has the shape its operator wants", () => {
  const cases: [ConditionNode, boolean][] = [
    [newCondition(), false],
    [condition("totalSpend", ">", 100), true],
    [condition("totalSpend", ">", 0), true],
    [condition("totalSpend", ">", undefined), false],
    [condition("totalSpend", ">", "100"), false],
    [condition("totalSpend", "between", [1, undefined]), false],
    [condition("totalSpend", "between", [1, 2]), true],
    [condition("lastPurchased", ">=", "1998-01-01"), true],
    [condition("lastPurchased", ">=", "1998-01-01T10:00:00Z"), true],
    [condition("lastPurchased", ">=", "soon"), false],
    [condition("lastPurchased", "withinLast", { days: 90 }), true],
    [condition("lastPurchased", "withinLast", { hours: 6 }), true],
    [condition("lastPurchased", "withinLast", { days: 0 }), false],
    [condition("lastPurchased", "withinLast", { days: 1.5 }), false],
    [condition("lastPurchased", "isEmpty"), true],
    [condition("city", "==", " "), false],
    [condition("city", "in", []), false],
    [condition("city", "in", ["Bern"]), true],
    [condition("attributes.vip", "==", false), true],
  ];
  for (const [each, expected] of cases) expect(isFinished(each, words), JSON.stringify(each)).toBe(expected);
});

test("what the vocabulary does not know is foreign, kept and finished", () => {
  const newer = { ...condition("visits", ">=", 2), rest: { weekday: "Monday" } };
  expect(isForeign(newer, words) && isFinished(newer, words)).toBe(true);
  expect(isForeign(condition("siteVisits", ">=", 7), words)).toBe(true);
  expect(isForeign(condition("city", "soundsLike", "Bern"), words)).toBe(true);
  expect(isForeign(newCondition(), words)).toBe(false);
});

test("an attribute nobody has at the moment can still be asked for", () => {
  const field = words.field("attributes.shoe");
  expect(field?.label).toBe("shoe");
  expect(isFinished(condition("attributes.shoe", "==", "red"), words)).toBe(true);
});

test("a new field starts with an operator that fits and nothing a person has to decide", () => {
  expect(choose(newCondition(), "totalSpend")).toMatchObject({ operator: ">=", value: undefined });
  expect(choose(newCondition(), "lastPurchased")).toMatchObject({ operator: "withinLast" });
  expect(choose(newCondition(), "tags")).toMatchObject({ operator: "hasAny", value: [] });
  expect(choose(newCondition(), "attributes.vip")).toMatchObject({ operator: "==", value: true });
  expect(choose(newCondition(), "city")).toMatchObject({ operator: "==" });
});

test("another field of another kind or unit drops a value that would mislead", () => {
  const spend = condition("totalSpend", ">", 100);
  expect(choose(spend, "visits")).toMatchObject({ operator: ">=", value: undefined });
  expect(choose(spend, "totalSpend")).toMatchObject({ operator: ">", value: 100 });
});

test("another operator keeps the value as far as its shape does", () => {
  const spend = condition("totalSpend", ">", 100);
  expect(ask(spend, "<").value).toBe(100);
  expect(ask(spend, "between").value).toEqual([100, undefined]);
  expect(ask(ask(spend, "between"), "==").value).toBe(100);
  expect(ask(condition("city", "==", "Bern"), "in").value).toEqual(["Bern"]);
  expect(ask(condition("city", "in", ["Bern", "Rome"]), "==").value).toBe("Bern");
  expect(ask(condition("lastPurchased", "withinLast", { days: 3 }), "olderThan").value).toEqual({ days: 3 });
  expect(ask(condition("lastPurchased", "withinLast", { days: 3 }), "==").value).toBeUndefined();
  expect(ask(condition("city", "==", "Bern"), "isEmpty").value).toBeUndefined();
});

test("an attribute's value is of the kind it has, the kind chosen, or the first the operator takes", () => {
  expect(kindOf(condition("attributes.size", "==", 42), words)).toBe("number");
  expect(kindOf(condition("attributes.size", "==", "XL"), words)).toBe("text");
  expect(kindOf(condition("attributes.size", "=="), words)).toBe("number");
  expect(kindOf({ ...condition("attributes.size", "=="), as: "text" }, words)).toBe("text");
  expect(kindOf(condition("attributes.size", "contains"), words)).toBe("text");
});

test("only operators the kinds of an attribute can use are offered", () => {
  const field = words.field("attributes.vip");
  const names = field && words.operatorsOf(field).map((operator) => operator.name);
  expect(names).toEqual(["==", "!=", "isEmpty", "isNotEmpty"]);
});
