import { expect, test } from "vitest";
import { createFormat } from "@/lib/format";
import { askedStretch, barsOf, type Distribution } from "./distribution";
import { type ConditionNode, newCondition } from "./rule-tree";
import { wordsFixture as words } from "./vocabulary-fixture";

const format = createFormat({ currency: "EUR", timeZone: "UTC", locale: "en-GB" });
const now = Date.parse("2026-11-01T00:00:00Z");
const bars = (spread: Distribution, metric: string, operator: string, value: unknown) => {
  const condition: ConditionNode = { ...newCondition(), metric, operator, value };
  const field = words.field(metric);
  if (!field) throw new Error(`no field ${metric}`);
  return barsOf(spread, field, condition, format, now);
};

const spend: Distribution = {
  field: "totalSpend",
  kind: "number",
  missing: 0,
  buckets: [
    { from: 0, to: 100, count: 900 },
    { from: 100, to: 200, count: 90 },
    { from: 200, to: 300, count: 10 },
  ],
};
const chosen = (operator: string, value: unknown) =>
  bars(spend, "totalSpend", operator, value).map((bar) => bar.chosen);

test("the bars a condition asks for are marked", () => {
  expect(chosen(">=", 100)).toEqual([false, true, true]);
  expect(chosen("<", 100)).toEqual([true, false, false]);
  expect(chosen("between", [50, 150])).toEqual([true, true, false]);
  expect(chosen("==", 150)).toEqual([false, true, false]);
  expect(chosen("!=", 150)).toEqual([false, false, false]);
  expect(chosen(">=", undefined)).toEqual([false, false, false]);
});

test("a bar is named by its stretch, money as money", () => {
  expect(bars(spend, "totalSpend", ">=", 1).map((bar) => bar.label)).toEqual([
    "€0 to €100",
    "€100 to €200",
    "€200 to €300",
  ]);
});

test("a bucket without an end says so, and is asked for like the others", () => {
  const skewed: Distribution = {
    ...spend,
    buckets: [
      { from: null, to: 0, count: 1 },
      { from: 0, to: 50, count: 900 },
      { from: 50, to: null, count: 12 },
    ],
  };
  const shown = bars(skewed, "totalSpend", ">=", 1_000);
  expect(shown.map((bar) => bar.label)).toEqual(["below €0", "€0 to €50", "€50 and more"]);
  expect(shown.map((bar) => bar.chosen)).toEqual([false, false, true]);
  expect(bars(skewed, "totalSpend", "<", -5).map((bar) => bar.chosen)).toEqual([true, false, false]);
  const days: Distribution = {
    field: "lastPurchased",
    kind: "date",
    missing: 0,
    buckets: [{ from: null, to: "2026-10-01T00:00:00Z", count: 4 }],
  };
  expect(bars(days, "lastPurchased", "olderThan", { days: 1 })[0]).toMatchObject({ chosen: true });
  expect(bars(days, "lastPurchased", "olderThan", { days: 1 })[0]?.label).toMatch(/^before .*2026/);
});

test("dates are asked for by day or by how long ago", () => {
  const day = 86_400_000;
  expect(askedStretch({ operator: "withinLast", value: { days: 2 } }, now)).toEqual([now - 2 * day, now]);
  expect(askedStretch({ operator: "olderThan", value: { hours: 24 } }, now)?.[1]).toBe(now - day);
  const spread: Distribution = {
    field: "lastPurchased",
    kind: "date",
    missing: 3,
    buckets: [
      { from: "2026-08-01T00:00:00Z", to: "2026-09-01T00:00:00Z", count: 4 },
      { from: "2026-10-01T00:00:00Z", to: "2026-11-01T00:00:00Z", count: 8 },
    ],
  };
  const marked = bars(spread, "lastPurchased", "withinLast", { days: 30 });
  expect(marked.map((bar) => bar.chosen)).toEqual([false, true]);
  expect(marked[0]?.label).toMatch(/2026 to .*2026/);
});

test("texts and tags are asked for by their value, in any case", () => {
  const cities: Distribution = {
    field: "city",
    kind: "text",
    missing: 1,
    values: [
      { value: "Bern", count: 9 },
      { value: "Berlin", count: 5 },
    ],
  };
  const marked = (operator: string, value: unknown) =>
    bars(cities, "city", operator, value).map((bar) => bar.chosen);
  expect(marked("==", "bern")).toEqual([true, false]);
  expect(marked("startsWith", "ber")).toEqual([true, true]);
  expect(marked("in", ["Berlin", "Rome"])).toEqual([false, true]);
  expect(marked("contains", "")).toEqual([false, false]);
});
