import { expect, test } from "vitest";
import { createFormat } from "@/lib/format";
import { conditionsOf, type Rule, treeOf } from "./rule-tree";
import { conditionName, plainSentence, sentence } from "./sentence";
import { wordsFixture as words } from "./vocabulary-fixture";

const format = createFormat({ currency: "EUR", timeZone: "America/New_York", locale: "en-GB" });
const read = (rule: Rule) => plainSentence(sentence(treeOf(rule), words, format));
const one = (metric: string, operator: string, value?: unknown) => read({ metric, operator, value });

test("a rule reads as a sentence", () => {
  const rule: Rule = {
    logic: "AND",
    rules: [
      { metric: "totalSpend", operator: ">", value: 10_000 },
      {
        logic: "OR",
        not: true,
        rules: [
          { metric: "visits", operator: "<", value: 3 },
          { metric: "lastPurchased", operator: "olderThan", value: { days: 90 } },
        ],
      },
      { metric: "tags", operator: "hasAny", value: ["vip", "gold"] },
    ],
  };
  expect(read(rule)).toBe(
    "Customers where the total spend is more than €10,000 and not (the number of orders is less than 3 or " +
      "the last order is older than 90 days) and the tags include any of “vip”, “gold”",
  );
});

test("every kind of value is written for people", () => {
  expect(one("totalSpend", "between", [0.5, 12])).toContain("is between €0.50 and €12");
  expect(one("totalSpend", "==", 2_500_000)).toContain("is €2,500,000.00");
  expect(one("lastPurchased", "withinLast", { hours: 1 })).toContain("is within the last 1 hour");
  expect(one("city", "in", ["a", "b", "c", "d", "e", "f", "g"])).toContain("“e” and 2 more");
  expect(one("attributes.vip", "!=", true)).toBe("Customers where the attribute vip is not true");
  expect(one("tags", "isEmpty")).toBe("Customers where the tags have no value");
});

test("a day is that day in every zone", () => {
  expect(one("lastPurchased", ">=", "1998-01-01")).toMatch(/is on or after 1 Jan 1998|Jan 1, 1998/);
});

test("rules without conditions name everyone or nobody", () => {
  expect(read({ logic: "AND", rules: [] })).toBe("Everyone");
  expect(read({ logic: "OR", rules: [] })).toBe("Nobody");
  expect(read({ logic: "AND", not: true, rules: [] })).toBe("Nobody");
  expect(read({ logic: "OR", not: true, rules: [] })).toBe("Everyone");
});

test("what is unfinished is not said", () => {
  const half = { metric: "visits", operator: ">" };
  expect(read({ logic: "OR", rules: [half] })).toBe("Everyone");
  expect(read({ logic: "OR", rules: [half, { metric: "city", operator: "==", value: "Bern" }] })).toBe(
    "Customers where the city is “Bern”",
  );
});

test("a condition has a name for who cannot see it", () => {
  const [condition] = conditionsOf(treeOf({ metric: "city", operator: "==", value: "Bern" }));
  if (!condition) throw new Error("a condition is expected");
  expect(conditionName(condition, words, format)).toBe("Condition: the city is “Bern”");
  expect(conditionName({ ...condition, value: "" }, words, format)).toBe("Unfinished condition: City");
  expect(conditionName({ ...condition, metric: null }, words, format)).toBe("New condition");
});
