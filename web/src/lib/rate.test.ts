import { expect, test } from "vitest";
import { addSample, rateOf, type Sample, secondsLeft } from "./rate";

const fed = (...pairs: [at: number, value: number][]) =>
  pairs.reduce<Sample[]>((samples, [at, value]) => addSample(samples, { at, value }), []);

test("a rate is known only after most of a second", () => {
  expect(rateOf([])).toBeNull();
  expect(rateOf(fed([0, 0], [500, 400]))).toBeNull();
  expect(rateOf(fed([0, 0], [1000, 400]))).toBe(400);
});

test("only the last ten seconds count", () => {
  expect(rateOf(fed([0, 0], [1000, 90_000], [11_000, 90_000], [12_000, 90_100]))).toBeCloseTo(100, 5);
});

test("a counter that goes back starts anew", () => {
  expect(fed([0, 500], [1000, 900], [2000, 3])).toEqual([{ at: 2000, value: 3 }]);
});

test("the time left needs a goal and movement", () => {
  expect(secondsLeft(50, 100, 10)).toBe(5);
  expect(secondsLeft(120, 100, 10)).toBe(0);
  expect(secondsLeft(99, 100, 10)).toBe(1);
  expect(secondsLeft(50, null, 10)).toBeNull();
  expect(secondsLeft(50, 100, 0)).toBeNull();
  expect(secondsLeft(50, 100, null)).toBeNull();
});
