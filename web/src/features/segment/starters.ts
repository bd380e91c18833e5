import type { Rule, RuleGroup } from "@/features/rule/rule-tree";

/** A segment to begin with. */
export interface Starter {
  key: string;
  name: string;
  /** What it is for, in one line. */
  says: string;
  rule: RuleGroup;
}

/** How many times the average of a customer a big spender spent. */
const big = 3;
/** What counts as much while nobody has spent anything. */
const fallback = 100;

/** The round amount (1, 2 or 5 with noughts) nearest below. */
export function roundAmount(amount: number): number {
  if (!(amount > 0)) return fallback;
  const magnitude = 10 ** Math.floor(Math.log10(amount));
  const factor = [5, 2, 1].find((each) => each * magnitude <= amount) ?? 1;
  return Math.max(1, factor * magnitude);
}

const all = (...rules: Rule[]): RuleGroup => ({ logic: "AND", rules });

/** Five audiences most shops want. `average`: what a customer spent on average, in major units. */
export function starters(average: number): Starter[] {
  const much = roundAmount(average * big);
  return [
    {
      key: "champions",
      name: "Champions",
      says: "Four orders or more in a year, the last one not long ago",
      rule: all(
        { metric: "orders", measure: "count", operator: ">=", value: 4, within: { days: 365 } },
        { metric: "lastPurchased", operator: "withinLast", value: { days: 90 } },
      ),
    },
    {
      key: "at-risk",
      name: "At risk",
      says: "Ordered three times or more, and not for three months",
      rule: all(
        { metric: "visits", operator: ">=", value: 3 },
        { metric: "lastPurchased", operator: "olderThan", value: { days: 90 } },
      ),
    },
    {
      key: "one-time",
      name: "One-time buyers",
      says: "Ordered once and did not come back",
      rule: all({ metric: "visits", operator: "==", value: 1 }),
    },
    {
      key: "new",
      name: "New this week",
      says: "First order within the last seven days",
      rule: all({ metric: "firstPurchased", operator: "withinLast", value: { days: 7 } }),
    },
    {
      key: "big-asleep",
      name: "Big spenders asleep",
      says: "Spent about three times the average, nothing for half a year",
      rule: all(
        { metric: "totalSpend", operator: ">=", value: much },
        { metric: "lastPurchased", operator: "olderThan", value: { days: 180 } },
      ),
    },
  ];
}
