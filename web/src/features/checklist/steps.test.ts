import { expect, test } from "vitest";
import { progressOf } from "./steps";

const nothing = { data: false, segment: false, message: false, launched: false, channel: false };
const tried = { data: true, segment: true, message: true, launched: true, channel: false };

test("an empty workspace begins with data", () => {
  expect(progressOf(nothing)).toEqual({ done: 0, total: 5, next: "data", tried: false });
});

test("the next step is the first one open, whatever was done out of order", () => {
  expect(progressOf({ ...nothing, data: true, message: true })).toMatchObject({ done: 2, next: "segment" });
});

test("who launched to the simulator may put the list away without a real channel", () => {
  expect(progressOf(tried)).toMatchObject({ done: 4, next: "channel", tried: true });
  expect(progressOf({ ...tried, launched: false, channel: true })).toMatchObject({ tried: false });
});

test("with everything done there is no next step", () => {
  expect(progressOf({ ...tried, channel: true })).toEqual({ done: 5, total: 5, next: null, tried: true });
});
