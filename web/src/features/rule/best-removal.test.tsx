import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { BestRemoval } from "./best-removal";
import { type Rule, treeOf } from "./rule-tree";
import type { Tallies } from "./use-breakdown";
import { wordsFixture as words } from "./vocabulary-fixture";

const rule: Rule = {
  logic: "AND",
  rules: [
    { metric: "totalSpend", operator: ">", value: 100 },
    { logic: "OR", rules: [{ metric: "visits", operator: ">=", value: 900 }] },
    { metric: "city", operator: "==", value: "Bern" },
  ],
};
const root = treeOf(rule);
const [spend, group, city] = root.rules.map((node) => node.id) as [string, string, string];

const show = (without: Record<string, number>, stale = false) => {
  const of = new Map(Object.entries(without).map(([id, count]) => [id, { count: 0, without: count }]));
  const tallies: Tallies = { of, stale };
  const onRemove = vi.fn();
  render(<BestRemoval root={root} tallies={tallies} words={words} onRemove={onRemove} />);
  return onRemove;
};

test("the part whose removal brings back the most is named, and taken out on request", () => {
  const onRemove = show({ [spend]: 0, [group]: 31, [city]: 4 });
  expect(screen.getByText(/the number of orders is at least 900/)).toBeTruthy();
  expect(screen.getByText("31")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Remove it: 31 customers" }));
  expect(onRemove).toHaveBeenCalledWith(group);
});

test("where no single part is to blame none is named", () => {
  show({ [spend]: 0, [group]: 0, [city]: 0 });
  expect(screen.getByText("Nobody matches all of this.")).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

test("numbers of another rule blame nobody", () => {
  show({ [city]: 4 }, true);
  expect(screen.queryByRole("button")).toBeNull();
});
