import { expect, test } from "vitest";
import { nextCondition, type RuleAction, type RuleState, ruleReducer, startState } from "./rule-state";
import { conditionsOf, depthOf, heightOf, type Rule, treeOf, writeRule } from "./rule-tree";

const a: Rule = { metric: "totalSpend", operator: ">", value: 1 };
const b: Rule = { metric: "visits", operator: ">", value: 2 };
const c: Rule = { metric: "city", operator: "==", value: "Bern" };

const start = (rule: Rule) => startState(treeOf(rule));
const ruleOf = (state: RuleState) => writeRule(state.root, () => true).rule;
const idOf = (state: RuleState, at: number) => conditionsOf(state.root)[at]?.id ?? "";

test("a condition is added after the one it was asked for, in its group", () => {
  const state = start({ logic: "AND", rules: [a, { logic: "OR", rules: [b, c] }] });
  const group = state.root.rules[1]?.id ?? "";
  const next = ruleReducer(state, { type: "addCondition", group, after: idOf(state, 1), id: "fresh" });
  expect(conditionsOf(next.root).map((each) => each.metric)).toEqual(["totalSpend", "visits", null, "city"]);
  expect(nextCondition(next.root, "fresh")).toBe(idOf(state, 2));
  expect(nextCondition(next.root, idOf(state, 2))).toBeUndefined();
});

test("a new group joins the other way and starts with a condition", () => {
  const state = start({ logic: "AND", rules: [a] });
  const next = ruleReducer(state, { type: "addGroup", group: state.root.id, condition: "first" });
  const group = next.root.rules[1];
  expect(group).toMatchObject({ type: "group", logic: "OR", not: false, rules: [{ id: "first" }] });
});

test("wrapping puts a group around a condition, unwrapping takes it away", () => {
  const state = start({ logic: "OR", rules: [a, b] });
  const wrapped = ruleReducer(state, { type: "wrap", id: idOf(state, 1) });
  expect(ruleOf(wrapped)).toEqual({ logic: "OR", rules: [a, { logic: "AND", rules: [b] }] });
  const group = wrapped.root.rules[1];
  expect(ruleOf(ruleReducer(wrapped, { type: "unwrap", group: group?.id ?? "" }))).toEqual(ruleOf(state));
});

test("removing the last condition of a group removes the group, but never the root", () => {
  const state = start({ logic: "AND", rules: [{ logic: "OR", rules: [{ logic: "AND", rules: [a] }] }] });
  const next = ruleReducer(state, { type: "remove", id: idOf(state, 0) });
  expect(ruleOf(next)).toEqual({ logic: "AND", rules: [] });
});

test("when the last condition goes, everyone is left, not by accident nobody", () => {
  const state = start({ logic: "OR", not: true, rules: [a] });
  expect(ruleOf(ruleReducer(state, { type: "remove", id: idOf(state, 0) }))).toEqual({
    logic: "AND",
    rules: [],
  });
});

test("switch and chip change their own group alone", () => {
  const state = start({ logic: "AND", rules: [a, { logic: "OR", rules: [b, c] }] });
  const group = state.root.rules[1]?.id ?? "";
  let next = ruleReducer(state, { type: "setLogic", group, logic: "AND" });
  next = ruleReducer(next, { type: "toggleNot", group: state.root.id });
  expect(ruleOf(next)).toEqual({ logic: "AND", not: true, rules: [a, { logic: "AND", rules: [b, c] }] });
});

test("a copy has ids of its own", () => {
  const state = start({ logic: "AND", rules: [{ logic: "OR", rules: [a, b] }] });
  const next = ruleReducer(state, { type: "duplicate", id: state.root.rules[0]?.id ?? "" });
  expect(new Set(conditionsOf(next.root).map((each) => each.id)).size).toBe(4);
});

test("whatever was done can be undone and done again", () => {
  const state = start({ logic: "AND", rules: [a, { logic: "OR", rules: [b, c] }] });
  const group = state.root.rules[1]?.id ?? "";
  const actions: RuleAction[] = [
    { type: "setLogic", group, logic: "AND" },
    { type: "toggleNot", group },
    { type: "addCondition", group, id: "x" },
    { type: "change", id: "x", change: { metric: "city" }, at: 0 },
    { type: "addGroup", group: state.root.id, condition: "y" },
    { type: "wrap", id: "x" },
    { type: "duplicate", id: group },
    { type: "remove", id: idOf(state, 0) },
    { type: "unwrap", group },
    { type: "clear" },
  ];
  const states = [state];
  for (const action of actions) states.push(ruleReducer(states.at(-1) ?? state, action));
  const last = states.at(-1) ?? state;
  expect(last.past).toHaveLength(actions.length);
  let back = last;
  for (const expected of states.slice(0, -1).reverse()) {
    back = ruleReducer(back, { type: "undo" });
    expect(back.root).toBe(expected.root);
  }
  expect(ruleReducer(back, { type: "undo" })).toBe(back);
  for (const expected of states.slice(1)) {
    back = ruleReducer(back, { type: "redo" });
    expect(back.root).toBe(expected.root);
  }
});

test("typing on one condition is one step to undo; a pause or another condition begins a new one", () => {
  const state = start({ logic: "AND", rules: [a, b] });
  const type = (on: RuleState, at: number, which: number, value: number) =>
    ruleReducer(on, { type: "change", id: idOf(state, which), change: { value }, at });
  let next = type(type(type(state, 0, 0, 10), 400, 0, 100), 1300, 0, 1000);
  expect(next.past).toHaveLength(1);
  next = type(type(next, 3000, 0, 5), 3100, 1, 7);
  expect(next.past).toHaveLength(3);
  expect(ruleReducer(ruleReducer(next, { type: "undo" }), { type: "undo" }).root).toMatchObject({
    rules: [{ value: 1000 }, { value: 2 }],
  });
});

test("a change after undo forgets what was undone, and an action without effect is no step", () => {
  const state = start({ logic: "AND", rules: [a] });
  let next = ruleReducer(state, { type: "toggleNot", group: state.root.id });
  next = ruleReducer(next, { type: "undo" });
  expect(next.future).toHaveLength(1);
  next = ruleReducer(next, { type: "addCondition", group: state.root.id, id: "z" });
  expect(next.future).toHaveLength(0);
  expect(ruleReducer(next, { type: "remove", id: "nobody" })).toBe(next);
});

test("depth and height are counted in groups", () => {
  const { root } = start({
    logic: "AND",
    rules: [a, { logic: "OR", rules: [{ logic: "AND", rules: [b] }] }],
  });
  const outer = root.rules[1];
  if (outer?.type !== "group") throw new Error("a group is expected");
  expect(depthOf(root, root.id)).toBe(1);
  expect(depthOf(root, outer.id)).toBe(2);
  expect(depthOf(root, outer.rules[0]?.id ?? "")).toBe(3);
  expect(heightOf(root)).toBe(3);
  expect(heightOf(outer)).toBe(2);
});
