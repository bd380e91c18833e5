import { expect, test } from "vitest";
import { quickTimes, secondsLate, whyNot } from "./schedule";

const berlin = "Europe/Berlin";
const at = (text: string) => Date.parse(text);

test("a start is late when it came more than a minute after its time", () => {
  const scheduledAt = "2026-12-01T09:00:00+01:00";
  expect(secondsLate({ scheduledAt, launchedAt: "2026-12-01T08:00:02Z" })).toBeNull();
  expect(secondsLate({ scheduledAt, launchedAt: "2026-12-01T10:00:00Z" })).toBe(7200);
  expect(secondsLate({ scheduledAt: null, launchedAt: "2026-12-01T10:00:00Z" })).toBeNull();
  expect(secondsLate({ scheduledAt, launchedAt: null })).toBeNull();
});

test("quick times are those of the workspace's wall, and Monday is the next one", () => {
  const walls = (now: string) => quickTimes(at(now), berlin).map(({ wall }) => wall);
  // A Monday evening in Berlin.
  expect(walls("2026-11-23T20:30:00Z")).toEqual(["2026-11-23T22:30", "2026-11-24T09:00", "2026-11-30T09:00"]);
  // A Sunday, which begins in Berlin before it does in London.
  expect(walls("2026-11-28T23:30:00Z")[2]).toBe("2026-11-30T09:00");
});

test("a time that is none, has passed, or is passed over says why", () => {
  const now = at("2026-11-23T20:30:00Z");
  expect(whyNot("2026-11-23T21:31", now, berlin)).toBeNull();
  expect(whyNot("2026-11-23T21:30", now, berlin)).toContain("has passed");
  expect(whyNot("2027-03-28T02:30", now, berlin)).toContain("Clocks go forward");
  expect(whyNot("T09:00", now, berlin)).toBe("Choose a date and a time.");
});
