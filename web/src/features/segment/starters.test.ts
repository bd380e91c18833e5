import { expect, test } from "vitest";
import { roundAmount, starters } from "./starters";

test("a big spender spent about three times the average, as a round amount", () => {
  expect(roundAmount(0)).toBe(100);
  expect(roundAmount(Number.NaN)).toBe(100);
  expect([0.4, 7, 34, 99, 100, 260, 5999].map(roundAmount)).toEqual([1, 5, 20, 50, 100, 200, 5000]);
  const asleep = starters(40).find((starter) => starter.key === "big-asleep");
  expect(asleep?.rule.rules[0]).toEqual({ metric: "totalSpend", operator: ">=", value: 100 });
});

test("each starter has an address of its own", () => {
  expect(new Set(starters(1).map((starter) => starter.key)).size).toBe(5);
});
