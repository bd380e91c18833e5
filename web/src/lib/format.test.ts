import { expect, test } from "vitest";
import { createFormat, durationText, percentText, plural } from "./format";

const format = createFormat({ currency: "EUR", timeZone: "Europe/Berlin", locale: "en-GB" });

test("counts are exact below a million and compact from there on", () => {
  expect(format.compact(0)).toBe("0");
  expect(format.compact(12_400)).toBe("12,400");
  expect(format.compact(999_999)).toBe("999,999");
  expect(format.compact(1_234_567).toUpperCase()).toBe("1.2M");
  expect(format.compact(10_000_000).toUpperCase()).toBe("10M");
});

test("money is written in the workspace's currency", () => {
  expect(format.money(1234.5)).toBe("€1,234.50");
  expect(format.money(-3)).toBe("-€3.00");
  expect(format.moneyCompact(1234.4)).toBe("€1,234");
  expect(format.moneyCompact(2_500_000).toUpperCase()).toBe("€2.5M");
  expect(createFormat({ currency: "JPY", timeZone: "UTC", locale: "en" }).money(1200)).toBe("¥1,200");
});

test("a percentage is never a false 0 or a false 100", () => {
  expect(percentText(0, 1000, "en")).toBe("0%");
  expect(percentText(1, 1_000_000, "en")).toBe("<0.1%");
  expect(percentText(999_999, 1_000_000, "en")).toBe(">99.9%");
  expect(percentText(1000, 1000, "en")).toBe("100%");
  expect(percentText(9995, 10_000, "en")).toBe(">99.9%");
  expect(percentText(995, 1000, "en")).toBe("99.5%");
  expect(percentText(1, 2, "en")).toBe("50%");
});

test("the share of nothing is a dash", () => {
  expect(percentText(0, 0, "en")).toBe("–");
});

test("a date is the day in the workspace's zone, not the browser's", () => {
  expect(format.date("2026-10-31T23:30:00.000Z")).toBe("1 Nov 2026");
  expect(format.dateTime("2026-10-31T23:30:00.000Z")).toContain("00:30:00");
});

test("relative time names the nearest unit and becomes a date after 30 days", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  expect(format.relative("2026-11-23T11:59:58Z", now)).toBe("now");
  expect(format.relative("2026-11-23T11:57:00Z", now)).toBe("3 minutes ago");
  expect(format.relative("2026-11-22T11:00:00Z", now)).toBe("yesterday");
  expect(format.relative("2026-11-23T14:00:00Z", now)).toBe("in 2 hours");
  expect(format.relative("2026-09-01T12:00:00Z", now)).toBe("1 Sept 2026");
});

test("a duration has its two largest units", () => {
  expect(durationText(0)).toBe("0 s");
  expect(durationText(45)).toBe("45 s");
  expect(durationText(80)).toBe("1 min 20 s");
  expect(durationText(7500)).toBe("2 h 5 min");
  expect(durationText(3 * 86_400)).toBe("3 d");
  expect(durationText(Number.POSITIVE_INFINITY)).toBe("–");
});

test("one is singular and nothing is plural", () => {
  expect(plural(1, "1", "customer")).toBe("1 customer");
  expect(plural(0, "0", "customer")).toBe("0 customers");
});

test("what lies ahead is said roughly, and by its date when it is far", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  const until = (text: string) => format.until(text, now);
  expect(until("2026-11-23T12:20:10Z")).toBe("in 20 minutes");
  expect(until("2026-11-23T14:59:20Z")).toBe("in 3 hours");
  expect(until("2026-11-24T13:00:00Z")).toBe("in 25 hours");
  expect(until("2026-12-01T08:00:00Z")).toBe("in 8 days");
  expect(until("2026-11-23T11:59:50Z")).toBe("this minute");
  expect(until("2027-03-01T08:00:00Z")).toBe(format.date("2027-03-01T08:00:00Z"));
});
