import { expect, test } from "vitest";
import { mayStand, nearest, type Place, standsThere, stepFrom } from "./move";
import { type RuleState, ruleReducer, startState } from "./rule-state";
import { conditionsOf, type GroupNode, type Rule, treeOf, writeRule } from "./rule-tree";

const named = (value: number): Rule => ({ metric: "visits", operator: "==", value });
const [a, b, c, d] = [1, 2, 3, 4].map(named) as [Rule, Rule, Rule, Rule];
const nested: Rule = { logic: "AND", rules: [a, { logic: "OR", rules: [b, c] }, d] };
const deepest = 8;

const start = (rule: Rule) => startState(treeOf(rule));
const ruleOf = (state: RuleState) => writeRule(state.root, () => true).rule;
const idOf = (state: RuleState, at: number) => conditionsOf(state.root)[at]?.id ?? "";
const inner = (state: RuleState) => state.root.rules.find((node) => node.type === "group") as GroupNode;
const move = (state: RuleState, id: string, place: Place | null) =>
  place ? ruleReducer(state, { type: "move", id, ...place }) : state;
const step = (state: RuleState, id: string, by: 1 | -1) =>
  move(state, id, stepFrom(state.root, id, by, deepest));

test("a condition walks down through a group and out of it again, and back up the same way", () => {
  const first = start(nested);
  const id = idOf(first, 0);
  const expected: Rule[][] = [
    [{ logic: "OR", rules: [a, b, c] }, d],
    [{ logic: "OR", rules: [b, a, c] }, d],
    [{ logic: "OR", rules: [b, c, a] }, d],
    [{ logic: "OR", rules: [b, c] }, a, d],
    [{ logic: "OR", rules: [b, c] }, d, a],
  ];
  let state = first;
  for (const rules of expected) {
    state = step(state, id, 1);
    expect(ruleOf(state).rules).toEqual(rules);
  }
  expect(stepFrom(state.root, id, 1, deepest)).toBeNull();
  for (const _ of expected) state = step(state, id, -1);
  expect(ruleOf(state)).toEqual(nested);
});

test("a group whose last condition leaves is gone with it", () => {
  const state = start({ logic: "AND", rules: [a, { logic: "OR", rules: [b] }] });
  const next = step(state, idOf(state, 1), -1);
  expect(ruleOf(next)).toEqual({ logic: "AND", rules: [a, b] });
  expect(ruleReducer(next, { type: "undo" }).root).toBe(state.root);
});

test("a group moves with all that is in it, and never into itself", () => {
  const state = start(nested);
  const group = inner(state);
  expect(ruleOf(move(state, group.id, { group: state.root.id, index: 0 })).rules[0]).toEqual({
    logic: "OR",
    rules: [b, c],
  });
  expect(mayStand(state.root, group.id, group.id, deepest)).toBe(false);
  expect(mayStand(state.root, idOf(state, 0), group.id, 1)).toBe(false);
  expect(mayStand(state.root, idOf(state, 0), group.id, 2)).toBe(true);
});

test("a group too deep is walked around", () => {
  const state = start(nested);
  expect(stepFrom(state.root, idOf(state, 0), 1, 1)).toEqual({ group: state.root.id, index: 2 });
});

test("where it stands already is no step to undo", () => {
  const state = start(nested);
  for (const index of [0, 1]) {
    expect(standsThere(state.root, idOf(state, 0), { group: state.root.id, index })).toBe(true);
    expect(move(state, idOf(state, 0), { group: state.root.id, index })).toBe(state);
  }
});

test("the pointer finds the nearest line, the innermost one that begins left of it", () => {
  const slot = (group: string, left: number, y: number) => ({ group, index: 0, left, right: 500, y });
  const slots = [slot("outer", 0, 100), slot("inner", 60, 100), slot("outer", 0, 140)];
  expect(nearest(slots, 80, 102)?.group).toBe("inner");
  expect(nearest(slots, 10, 102)?.group).toBe("outer");
  expect(nearest(slots, 80, 135)?.y).toBe(140);
  expect(nearest([], 0, 0)).toBeNull();
});
