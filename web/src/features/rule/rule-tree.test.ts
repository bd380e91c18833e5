import { expect, test } from "vitest";
import { isFinished } from "./condition";
import { type ConditionNode, conditionsOf, nodeAt, type Rule, treeOf, writeRule } from "./rule-tree";
import { wordsFixture as words } from "./vocabulary-fixture";

const done = (condition: ConditionNode) => isFinished(condition, words);
const spend: Rule = { metric: "totalSpend", operator: ">", value: 100 };
const visits: Rule = { metric: "visits", operator: "<", value: 3 };
const half: Rule = { metric: "visits", operator: "<" };

test("a rule survives being edited without a change", () => {
  const rule: Rule = {
    logic: "AND",
    rules: [spend, { logic: "OR", not: true, rules: [visits, { metric: "city", operator: "isEmpty" }] }],
  };
  expect(writeRule(treeOf(rule), done).rule).toEqual(rule);
});

test("a lone condition gets the group it stands in", () => {
  expect(writeRule(treeOf(spend), done).rule).toEqual({ logic: "AND", rules: [spend] });
});

test("no rule and a group without rules are everyone", () => {
  expect(writeRule(treeOf(null), done).rule).toEqual({ logic: "AND", rules: [] });
  expect(writeRule(treeOf({ logic: "AND", rules: [] }), done).rule).toEqual({ logic: "AND", rules: [] });
});

test("what this builder has no editor for travels along", () => {
  const orders = {
    metric: "orders",
    measure: "count",
    operator: ">=",
    value: 2,
    within: { days: 90 },
  } as Rule;
  const segment: Rule = { metric: "segment", operator: "in", value: "7" };
  const rule: Rule = { logic: "AND", rules: [orders, segment] };
  expect(writeRule(treeOf(rule), done)).toMatchObject({ rule, unfinished: 0 });
});

test("an unfinished condition is left out and counted, and its group with it when nothing else is in there", () => {
  const root = treeOf({ logic: "AND", rules: [spend, { logic: "OR", rules: [half, half] }] });
  const written = writeRule(root, done);
  expect(written.rule).toEqual({ logic: "AND", rules: [spend] });
  expect(written.unfinished).toBe(2);
});

test("a rule of nothing but unfinished conditions narrows nothing, whatever joins them", () => {
  const root = treeOf({ logic: "OR", not: true, rules: [half] });
  expect(writeRule(root, done)).toMatchObject({ rule: { logic: "AND", rules: [] }, unfinished: 1 });
});

test("a group that is empty on purpose keeps its meaning", () => {
  const rule: Rule = { logic: "AND", rules: [spend, { logic: "OR", rules: [] }] };
  expect(writeRule(treeOf(rule), done).rule).toEqual(rule);
});

test("the path of a problem leads to its node although an unfinished one stands before it", () => {
  const root = treeOf({ logic: "AND", rules: [half, spend, { logic: "OR", rules: [half, visits] }] });
  const { places } = writeRule(root, done);
  const [, second, , fourth] = conditionsOf(root);
  expect(nodeAt("rules[0].value", places)).toBe(second?.id);
  expect(nodeAt("rules[1].rules[0].operator", places)).toBe(fourth?.id);
  expect(nodeAt("rules[1].logic", places)).toBe(root.rules[2]?.id);
  expect(nodeAt("", places)).toBe(root.id);
  expect(nodeAt("rule.rules[0].value[1]", places)).toBe(second?.id);
});
