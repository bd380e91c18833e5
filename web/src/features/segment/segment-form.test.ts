import { expect, test } from "vitest";
import type { RuleGroup } from "@/features/rule/rule-tree";
import { formOf, inputOf, isDirty, obstacle } from "./segment-form";

const rule: RuleGroup = { logic: "AND", rules: [{ metric: "visits", operator: ">=", value: 3 }] };
const form = { name: " Regulars ", description: " " };

test("a segment is saved without the spaces around its name, and without an empty description", () => {
  expect(inputOf(form, rule)).toEqual({ name: "Regulars", description: null, rule });
});

test("a segment without a name or with half a condition is not saved", () => {
  expect(obstacle({ ...form, name: " " }, 0)).toMatchObject({ field: "name" });
  expect(obstacle(form, 1)?.text).toContain("the unfinished condition");
  expect(obstacle(form, 2)?.text).toContain("the 2 unfinished conditions");
  expect(obstacle(form, 0)).toBeNull();
});

test("only what differs from what is saved is unsaved", () => {
  const saved = formOf({ name: "Regulars", description: null });
  expect(isDirty(saved, rule, saved, structuredClone(rule))).toBe(false);
  expect(isDirty({ ...saved, name: "Others" }, rule, saved, rule)).toBe(true);
  expect(isDirty(saved, { ...rule, not: true }, saved, rule)).toBe(true);
});
