import { expect, test } from "vitest";
import { filterRule, filterText } from "./filter-rule";

const visits = { metric: "visits", operator: ">", value: 1 };

test("a rule goes through the address and comes back", () => {
  const rule = { logic: "OR" as const, rules: [visits] };
  expect(filterRule(filterText(rule))).toEqual(rule);
});

test("a lone condition gets its group", () => {
  expect(filterRule(JSON.stringify(visits))).toEqual({ logic: "AND", rules: [visits] });
});

test("what is no rule, or asks nothing, filters nothing", () => {
  for (const text of ["", "visits", "{}", "[]", '{"logic":"AND","rules":[]}']) {
    expect(filterRule(text)).toBeNull();
  }
  expect(filterText({ logic: "AND", rules: [] })).toBe("");
});
