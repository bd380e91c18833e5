import { expect, test } from "vitest";
import { type Day, dayText, fullestDay, hairlines, labelledDays } from "./days";

const month = (orders: (index: number) => number): Day[] =>
  Array.from({ length: 30 }, (_, index) => ({
    date: `2026-11-${String(index + 1).padStart(2, "0")}`,
    orders: orders(index),
    revenue: 0,
  }));

test("a day stays that day wherever the browser is", () => {
  expect(dayText("2026-11-01", "short", "en-GB")).toBe("1 Nov");
  expect(dayText("2026-11-01", "long", "en-GB")).toBe("Sun, 1 Nov 2026");
});

test("three round hairlines reach above the highest bar", () => {
  expect(hairlines(0)).toEqual([1, 2, 3]);
  expect(hairlines(3)).toEqual([1, 2, 3]);
  expect(hairlines(4)).toEqual([2, 4, 6]);
  expect(hairlines(70)).toEqual([25, 50, 75]);
  for (const max of [1, 7, 8, 13, 99, 100, 1234, 50_000_001]) {
    const lines = hairlines(max);
    expect(lines[2]).toBeGreaterThanOrEqual(max);
    expect(lines.every(Number.isInteger)).toBe(true);
  }
});

test("today and every seventh day before it are labelled", () => {
  expect(labelledDays(month(() => 1))).toEqual([
    "2026-11-02",
    "2026-11-09",
    "2026-11-16",
    "2026-11-23",
    "2026-11-30",
  ]);
});

test("the fullest day is one that is over", () => {
  expect(fullestDay(month((index) => index))?.date).toBe("2026-11-29");
  expect(fullestDay(month(() => 0))).toBeUndefined();
});
