import { expect, test } from "vitest";
import { createFormat } from "@/lib/format";
import { type ConditionNode, type Rule, treeOf } from "./rule-tree";
import { seenText } from "./seen";
import { wordsFixture as words } from "./vocabulary-fixture";

const format = createFormat({ currency: "EUR", timeZone: "UTC", locale: "en-GB" });
const text = (seen: unknown, rule: Rule) =>
  seenText(seen, treeOf(rule).rules[0] as ConditionNode, words, format);
const orders: Rule = { metric: "orders", measure: "count", operator: ">", value: 1 };
const campaign: Rule = { metric: "campaign", measure: "sent", operator: "is", value: "any" };

test("values are written as they are elsewhere", () => {
  expect(text(250.5, { metric: "totalSpend", operator: ">", value: 1 })).toBe("€250.50");
  expect(text(null, { metric: "city", operator: "==", value: "Bern" })).toBe("no value");
  expect(text("Bern", { metric: "city", operator: "==", value: "Bern" })).toBe("“Bern”");
  expect(text(["vip", "gold"], { metric: "tags", operator: "has", value: "vip" })).toBe("“vip”, “gold”");
  expect(text(false, { metric: "attributes.vip", operator: "==", value: true })).toBe("false");
  expect(text("2026-09-01T10:00:00Z", { metric: "lastPurchased", operator: "isNotEmpty" })).toContain(
    "Sept 2026",
  );
});

test("of orders it says how many, how much and when", () => {
  const seen = { value: 2, count: 2, sum: 54.2, first: "2026-08-01T10:00:00Z", last: "2026-10-03T10:00:00Z" };
  expect(text(seen, orders)).toBe("2 orders, €54.20 in all, from 1 Aug 2026 to 3 Oct 2026");
  expect(text({ ...seen, count: 1, last: seen.first }, orders)).toBe("1 order, €54.20 in all, on 1 Aug 2026");
  expect(text({ value: 0, count: 0, sum: 0, first: null, last: null }, orders)).toBe("no such order");
});

test("of campaigns it says what each did, by name", () => {
  const seen = { campaign: "3", enrolledAt: "2026-10-01T10:00:00Z", sentAt: null, failedAt: null };
  expect(text([{ ...seen, sentAt: "2026-10-02T10:00:00Z" }], campaign)).toBe("“Spring” sent on 2 Oct 2026");
  expect(text([seen, { ...seen, campaign: "9", failedAt: "2026-10-02T10:00:00Z" }], campaign)).toBe(
    "“Spring” enrolled on 1 Oct 2026, campaign 9 failed on 2 Oct 2026",
  );
  expect(text([], campaign)).toBe("no such campaign");
});

test("whether somebody is in a segment is the answer itself", () => {
  expect(text(true, { metric: "segment", operator: "in", value: "7" })).toBeUndefined();
});
