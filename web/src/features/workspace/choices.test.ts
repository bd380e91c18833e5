import { expect, test } from "vitest";
import { currencyGroups, currencyOf, timeZoneGroups } from "./choices";

test("the currency follows the region of the browser's language", () => {
  expect(currencyOf("de-DE")).toBe("EUR");
  expect(currencyOf("en-GB")).toBe("GBP");
  expect(currencyOf("en-IN")).toBe("INR");
});

test("a language without a region has its likely one, and nonsense has dollars", () => {
  expect(currencyOf("pl")).toBe("PLN");
  expect(currencyOf("not a language")).toBe("USD");
});

test("each currency and each zone is offered once", () => {
  for (const groups of [currencyGroups(), timeZoneGroups()]) {
    const values = groups.flatMap((group) => group.options.map((option) => option.value));
    expect(new Set(values).size).toBe(values.length);
    expect(values.length).toBeGreaterThan(100);
  }
});
