import { expect, test } from "vitest";
import { deliveries, spanName } from "./timeline";

const at = (minute: number, sent: number, failed = 0) => ({
  minute: new Date(Date.UTC(2026, 10, 23, 9, 7) + minute * 60_000).toISOString(),
  sent,
  failed,
});

test("a minute without deliveries is a bar of nothing, not a gap", () => {
  const { bars, minutes } = deliveries([at(0, 5, 1), at(3, 2)]);
  expect(minutes).toBe(1);
  expect(bars.map((bar) => [bar.sent, bar.failed])).toEqual([
    [5, 1],
    [0, 0],
    [0, 0],
    [2, 0],
  ]);
});

test("a long campaign becomes fewer bars of more minutes, and not one delivery is lost", () => {
  const items = Array.from({ length: 1000 }, (_, minute) => at(minute, 10, 1));
  const { bars, minutes } = deliveries(items);
  expect(minutes).toBe(15);
  expect(bars.length).toBeLessThanOrEqual(90);
  expect(bars.reduce((sum, bar) => sum + bar.sent, 0)).toBe(10_000);
  expect(bars.reduce((sum, bar) => sum + bar.failed, 0)).toBe(1000);
  expect(bars[0]?.from).toBe(Date.UTC(2026, 10, 23, 9, 0));
});

test("a campaign that was paused for weeks still fits", () => {
  const { bars, minutes } = deliveries([at(0, 1), at(40 * 1440, 1)]);
  expect(minutes).toBe(1440);
  expect(bars).toHaveLength(41);
});

test("no deliveries are no bars", () => {
  expect(deliveries([])).toEqual({ bars: [], minutes: 1 });
});

test("the span of a bar has a name", () => {
  expect([1, 5, 60, 120, 1440].map(spanName)).toEqual([
    "a minute",
    "per 5 minutes",
    "an hour",
    "per 2 hours",
    "a day",
  ]);
});
