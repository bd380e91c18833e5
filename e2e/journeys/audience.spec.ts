import type { Page } from "@playwright/test";
import { expectFigure, written } from "../fixtures/figure.ts";
import type { Minicrm } from "../fixtures/minicrm.ts";
import type { Preview } from "../fixtures/records.ts";
import { expect, test } from "../fixtures/test.ts";

/** The rule as the page has it, through its own way out. */
async function ruleOf(page: Page): Promise<unknown> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy as JSON" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  return JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
}

/** What the API says about the rule on the page; and the page says the same. */
async function expectTheCountOf(page: Page, minicrm: Minicrm, rule: unknown): Promise<Preview> {
  const answer = await minicrm.ask<Preview>("POST", "/api/campaigns/preview", rule);
  const size = page.getByRole("region", { name: "Audience size" });
  await expectFigure(size, answer.count);
  await expect(size).toContainText(
    new RegExp(`Reachable by email\\D*(\\d+ not)?${written(answer.reachable.email)}`),
  );
  return answer;
}

/** Chooses the field of the condition whose list of fields has just opened. */
async function chooseField(page: Page, name: string) {
  await page.getByRole("combobox", { name: "Field" }).fill(name);
  await page.getByRole("option", { name, exact: true }).click();
}

test("nested groups are counted while they are built, exactly as the API counts them, and undo walks back", async ({
  owner: page,
  minicrm,
}) => {
  await page.goto("/campaigns/new");
  await page.getByRole("button", { name: "Add the first condition" }).click();
  await chooseField(page, "Total spend");
  await page.getByRole("textbox", { name: "Total spend: value" }).fill("100");
  const big = { metric: "totalSpend", operator: ">=", value: 100 };
  const first = await expectTheCountOf(page, minicrm, { logic: "AND", rules: [big] });
  expect(first.count).toBeGreaterThan(0);

  await page.getByRole("button", { name: "Add group" }).click();
  await chooseField(page, "Orders");
  const orders = page.getByRole("textbox", { name: "Orders: value" });
  await orders.fill("3");
  const inner = page.getByRole("group", { name: /^(All|Any|None|Not all) of these$/ });
  await inner.getByRole("radio", { name: "OR" }).click();
  await inner.getByRole("button", { name: "Add condition" }).click();
  await chooseField(page, "Tags");
  await inner.getByRole("combobox", { name: "Tags: value" }).fill("vip");
  await page.keyboard.press("Enter");

  const nested = (await ruleOf(page)) as { rules: unknown[] };
  expect(nested).toMatchObject({ logic: "AND", rules: [big, { logic: "OR" }] });
  expect((nested.rules[1] as { rules: unknown[] }).rules).toHaveLength(2);
  const second = await expectTheCountOf(page, minicrm, nested);
  expect(second.count).toBeLessThan(first.count);

  await inner.getByRole("button", { name: "NOT" }).click();
  const opposite = await ruleOf(page);
  expect(opposite).toMatchObject({ rules: [big, { not: true }] });
  const third = await expectTheCountOf(page, minicrm, opposite);
  expect(second.count + third.count, "in the group or not in it").toBe(first.count);

  const undo = page.getByRole("button", { name: "Undo" });
  await undo.click();
  await expectTheCountOf(page, minicrm, nested);
  while (await undo.isEnabled()) await undo.click();
  await expect(page.getByText("Who is it for?")).toBeVisible();
  const redo = page.getByRole("button", { name: "Redo" });
  while (await redo.isEnabled()) await redo.click();
  await expectTheCountOf(page, minicrm, opposite);
});

test("an unfinished condition is ignored in the count, and said to be", async ({ owner: page, minicrm }) => {
  await page.goto("/campaigns/new");
  await page.getByRole("button", { name: "Add the first condition" }).click();
  await chooseField(page, "Total spend");
  const value = page.getByRole("textbox", { name: "Total spend: value" });
  await value.fill("100");
  const { count, total } = await minicrm.ask<Preview>("POST", "/api/campaigns/preview", {
    logic: "AND",
    rules: [{ metric: "totalSpend", operator: ">", value: 100 }],
  });
  const size = page.getByRole("region", { name: "Audience size" });
  await expectFigure(size, count);
  await value.fill("");
  await expect(size).toContainText("Ignoring 1 unfinished condition");
  await expectFigure(size, total);
});

test("a condition is built by keyboard alone", async ({ owner: page, minicrm }) => {
  await page.goto("/campaigns/new");
  await page.getByRole("button", { name: "Add the first condition" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Field" })).toBeFocused();
  await page.keyboard.type("last ord");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Field: Last order" })).toBeVisible();

  const value = page.getByRole("textbox", { name: "Last order: value" });
  await expect(value, "after the field the value, the operator is one step before it").toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("combobox", { name: "Last order: operator" })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page.getByRole("option", { name: "is older than" })).toBeVisible();
  await page.keyboard.type("is older");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(value).toBeFocused();
  await page.keyboard.type("90");

  const rule = {
    logic: "AND",
    rules: [{ metric: "lastPurchased", operator: "olderThan", value: { days: 90 } }],
  };
  const { count } = await expectTheCountOf(page, minicrm, rule);
  expect(count).toBeGreaterThan(0);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("combobox", { name: "Field" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("combobox", { name: "Field" })).toBeHidden();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(page.getByRole("button", { name: /^Field: / })).toHaveCount(1);
});
