import { expect, test } from "vitest";
import { dayAfter, instantOf, wallTimeOf } from "./zoned";

const berlin = "Europe/Berlin";
const at = (text: string) => Date.parse(text);

test("a time of the wall is the instant at which a clock in that zone shows it", () => {
  expect(instantOf("2026-12-01T09:00", berlin)).toBe(at("2026-12-01T08:00:00Z"));
  expect(instantOf("2026-07-01T09:00", berlin)).toBe(at("2026-07-01T07:00:00Z"));
  expect(instantOf("2026-12-01T09:00", "Asia/Kathmandu")).toBe(at("2026-12-01T03:15:00Z"));
  expect(instantOf("2026-12-01T00:30", "Pacific/Auckland")).toBe(at("2026-11-30T11:30:00Z"));
  for (const zone of [berlin, "America/St_Johns", "UTC", "Pacific/Kiritimati"]) {
    const wall = wallTimeOf(at("2026-11-23T20:59:31Z"), zone);
    expect(instantOf(wall, zone)).toBe(at("2026-11-23T20:59:00Z"));
  }
});

test("a time that clocks pass over is none, and one they show twice is the first", () => {
  expect(instantOf("2027-03-28T02:30", berlin)).toBeNull();
  expect(instantOf("2027-03-28T03:00", berlin)).toBe(at("2027-03-28T01:00:00Z"));
  expect(instantOf("2026-10-25T02:30", berlin)).toBe(at("2026-10-25T00:30:00Z"));
  expect(["", "2026-12-01T", "2026-02-30T09:00", "tomorrow"].map((wall) => instantOf(wall, berlin))).toEqual(
    Array(4).fill(null),
  );
});

test("days are those of the zone", () => {
  expect(dayAfter(at("2026-11-23T23:30:00Z"), 1, berlin)).toBe("2026-11-25");
  expect(dayAfter(at("2026-12-31T12:00:00Z"), 1, "UTC")).toBe("2027-01-01");
});
