import { expect, test } from "vitest";
import { compare } from "./revenue";

const text = (now: number, before: number) => compare(now, before, "en").text;

test("a period is compared with the one before in percent", () => {
  expect(compare(114, 100, "en")).toEqual({ direction: "up", text: "14% more than the 30 days before" });
  expect(compare(50, 100, "en")).toEqual({ direction: "down", text: "50% less than the 30 days before" });
});

test("nearly nothing is never called zero, and nearly all never all", () => {
  expect(text(100_001, 100_000)).toBe("<0.1% more than the 30 days before");
  expect(text(1, 100_000)).toBe(">99.9% less than the 30 days before");
});

test("nothing is divided by nothing", () => {
  expect(text(0, 0)).toBe("Nothing in the 30 days before either");
  expect(text(5, 0)).toBe("Nothing in the 30 days before");
  expect(text(0, 5)).toBe("100% less than the 30 days before");
  expect(text(5, 5)).toBe("The same as in the 30 days before");
});

test("a large growth is told in times", () => {
  expect(text(300, 100)).toBe("200% more than the 30 days before");
  expect(text(2500, 100)).toBe("25 times the 30 days before");
});
