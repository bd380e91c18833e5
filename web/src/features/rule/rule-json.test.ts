import { expect, test } from "vitest";
import { readRule } from "./rule-json";

const condition = { metric: "visits", operator: ">", value: 1 };

test("what the builder copies can be pasted, and so can a campaign or a segment", () => {
  const rule = { logic: "AND", not: true, rules: [condition, { logic: "OR", rules: [] }] };
  expect(readRule(JSON.stringify(rule))).toEqual({ rule });
  expect(readRule(JSON.stringify({ name: "Champions", rule }))).toEqual({ rule });
  expect(readRule(JSON.stringify(condition))).toEqual({ rule: condition });
});

test("what is no rule says where it stops being one", () => {
  const cases: [string, RegExp][] = [
    ["Hello", /no JSON/],
    ["[]", /The rule is neither/],
    ["{}", /no “metric”/],
    [JSON.stringify({ logic: "XOR", rules: [] }), /neither AND nor OR/],
    [JSON.stringify({ logic: "AND", rules: [condition, { metric: "x" }] }), /rules\[1\] has no “operator”/],
    [JSON.stringify({ logic: "AND", rules: [{ logic: "OR", rules: [7] }] }), /rules\[0\]\.rules\[0\] is/],
    [JSON.stringify({ ...condition, where: "item" }), /“where” is no list/],
  ];
  for (const [text, expected] of cases) {
    const read = readRule(text);
    expect("error" in read ? read.error : "taken", text).toMatch(expected);
  }
});
