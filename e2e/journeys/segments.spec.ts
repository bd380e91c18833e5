import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectFigure } from "../fixtures/figure.ts";
import type { Minicrm } from "../fixtures/minicrm.ts";
import type { Customer, Preview } from "../fixtures/records.ts";
import { expect, test } from "../fixtures/test.ts";

interface Segment {
  id: string;
  name: string;
  rule: unknown;
}

const all = (...rules: unknown[]) => ({ logic: "AND", rules });
const regulars = all({ metric: "orders", measure: "count", operator: ">=", value: 3, within: { days: 365 } });
const count = async (minicrm: Minicrm, rule: unknown) =>
  (await minicrm.ask<Preview>("POST", "/api/campaigns/preview", rule)).count;
const save = (minicrm: Minicrm, name: string, rule: unknown) =>
  minicrm.ask<Segment>("POST", "/api/segments", { name, rule });
const size = (page: Page) => page.getByRole("region", { name: "Audience size" });
const condition = (page: Page, name: RegExp) => page.getByRole("group", { name });

/** Puts a rule into the builder through its own way in. */
async function paste(page: Page, rule: unknown) {
  await page.getByRole("button", { name: /^Paste a rule/ }).click();
  await page.getByRole("textbox", { name: "Rule as JSON" }).fill(JSON.stringify(rule));
  await page.getByRole("button", { name: "Use this rule" }).click();
}

test("a starter becomes a segment that counts itself, is renamed, copied, and deleted", async ({
  owner: page,
  minicrm,
}) => {
  await page.goto("/segments");
  await page.getByRole("link", { name: /^One-time buyers/ }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("One-time buyers");
  const once = await count(minicrm, all({ metric: "visits", operator: "==", value: 1 }));
  expect(once).toBeGreaterThan(0);
  await expectFigure(size(page), once);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/segments\/\d+$/);

  await page.getByRole("textbox", { name: "Name" }).fill("Came once");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Segments" }).click();
  const row = page.getByRole("row", { name: /^Came once/ });
  await expect(row).toContainText(new Intl.NumberFormat("en-US").format(once));
  await expect(row).toContainText("nothing yet");

  await row.getByRole("button", { name: "More for Came once" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Came once (copy)" })).toBeVisible();
  await page.getByRole("button", { name: "More for Came once (copy)" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete the segment" }).click();
  await expect(page).toHaveURL(/\/segments$/);
  await expect(page.getByRole("row", { name: /^Came once/ })).toHaveCount(1);
});

test("a name is given once, and half a rule is not saved", async ({ owner: page, minicrm, faults }) => {
  faults.allow(/status of 409 .*\/api\/segments/);
  await save(minicrm, "Regulars", regulars);
  await page.goto("/segments/new");
  await paste(page, regulars);
  await page.getByRole("textbox", { name: "Name" }).fill("regulars");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Another segment has this name.")).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("Faithful");
  await page.getByRole("textbox", { name: "Number of orders: value" }).fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/Finish or remove the unfinished condition/)).toBeVisible();
  await page.getByRole("link", { name: "Segments" }).last().click();
  await expect(page.getByRole("alertdialog", { name: "Leave without saving?" })).toBeVisible();
});

test("orders of an item in a time are asked for by hand, exactly as the API counts them", async ({
  owner: page,
  minicrm,
}) => {
  await page.goto("/segments/new");
  await page.getByRole("button", { name: "Add the first condition" }).click();
  await page.getByRole("combobox", { name: "Field" }).fill("number of orders");
  await page.getByRole("option", { name: "Number of orders" }).click();
  await page.getByRole("textbox", { name: "Number of orders: value" }).fill("2");
  const ordered = { metric: "orders", measure: "count", operator: ">=", value: 2 };
  const ever = await count(minicrm, all(ordered));
  await expectFigure(size(page), ever);

  await page.getByRole("combobox", { name: "Number of orders: when" }).click();
  await page.getByRole("option", { name: "within the last" }).click();
  await page.getByRole("textbox", { name: "Number of orders: how long ago", exact: true }).fill("180");
  const within = { days: 180 };
  const lately = await count(minicrm, all({ ...ordered, within }));
  expect(lately).toBeLessThan(ever);
  await expectFigure(size(page), lately);

  await page.getByRole("button", { name: "Of which orders" }).click();
  const item = page.getByRole("combobox", { name: "Order's item: value" });
  await item.click();
  await page.getByRole("option").first().click();
  const where = [{ metric: "item", operator: "==", value: await item.inputValue() }];
  const ofIt = await count(minicrm, all({ ...ordered, within, where }));
  expect(ofIt).toBeLessThan(lately);
  await expectFigure(size(page), ofIt);
  await expect(page.getByText(/^Customers where the number of orders/).first()).toContainText(
    `with the item “${where[0]?.value}”, within the last 180 days, is at least 2`,
  );
});

test("each part has its count, and at nobody the part to blame is named and taken out", async ({
  owner: page,
  minicrm,
}) => {
  const spend = { metric: "totalSpend", operator: ">=", value: 50 };
  const never = { metric: "visits", operator: ">", value: 1_000_000 };
  await page.goto("/segments/new");
  await paste(page, all(spend, never));
  const without = await count(minicrm, all(spend));
  const text = new Intl.NumberFormat("en-US").format(without);
  await expectFigure(size(page), 0);
  await expect(condition(page, /^Condition: the total spend/)).toContainText(
    `${text} customers match this condition alone`,
  );
  await page.getByRole("button", { name: `Remove it: ${text} customers` }).click();
  await expectFigure(size(page), without);
  await expect(condition(page, /^Condition: the number of orders/)).toHaveCount(0);
});

test("a condition is moved into a group by mouse and out of it by keyboard", async ({ owner: page }) => {
  await page.goto("/segments/new");
  const rule = all(
    { metric: "totalSpend", operator: ">=", value: 50 },
    { logic: "OR", rules: [{ metric: "visits", operator: ">=", value: 3 }] },
  );
  await paste(page, rule);
  const inner = page.getByRole("group", { name: "Any of these" });
  const spend = condition(page, /^Condition: the total spend/);
  await expect(inner.locator(spend)).toHaveCount(0);
  const grip = await spend.getByRole("button", { name: "Move this condition" }).boundingBox();
  const target = await inner.getByRole("group", { name: /^Condition: the number/ }).boundingBox();
  if (!grip || !target) throw new Error("both are in view");
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  await page.mouse.move(target.x + 40, target.y + target.height, { steps: 10 });
  await page.mouse.up();
  await expect(inner.locator(spend)).toHaveCount(1);

  const handle = spend.getByRole("button", { name: "Move this condition" });
  await handle.focus();
  await page.keyboard.press("ArrowDown");
  await expect(inner.locator(spend)).toHaveCount(0);
  await expect(handle).toBeFocused();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("[data-condition]").first()).toHaveAccessibleName(/total spend/);
});

test("it is explained why somebody is in, and their own page says so, too", async ({
  owner: page,
  minicrm,
}) => {
  const segment = await save(minicrm, "Regulars", regulars);
  await page.goto(`/segments/${segment.id}`);
  await page
    .getByRole("button", { name: /^Why is .* in\?$/ })
    .first()
    .click();
  const panel = page.getByRole("dialog");
  await expect(panel).toContainText("In this audience");
  await expect(panel).toContainText("Holds: The number of orders within the last 365 days is at least 3");
  await expect(panel).toContainText(/Here: .*orders, €/);
  await page.keyboard.press("Escape");

  const { sample } = await minicrm.ask<Preview & { sample: Customer[] }>(
    "GET",
    `/api/segments/${segment.id}/count`,
  );
  await page.goto(`/customers?customer=${sample[0]?.id}`);
  const inside = page.getByRole("list", { name: "In these segments" });
  await expect(inside.getByRole("link", { name: "Regulars" })).toBeVisible();
});

test("everybody in a segment is exported, and a segment in use is not deleted", async ({
  owner: page,
  minicrm,
}) => {
  const segment = await save(minicrm, "Regulars", regulars);
  await page.goto(`/segments/${segment.id}`);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines).toHaveLength(1 + (await count(minicrm, regulars)));

  await page.getByRole("link", { name: "Use in a campaign" }).click();
  await expect(page.getByRole("button", { name: "Segment: Regulars" })).toBeVisible();
  await expectFigure(size(page), await count(minicrm, regulars));
  await page.getByRole("textbox", { name: "Name" }).fill("Thank the regulars");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.goto("/segments");
  await page.getByRole("button", { name: "More for Regulars" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  const dialog = page.getByRole("alertdialog", { name: "This segment is in use" });
  await expect(dialog.getByRole("link", { name: "Thank the regulars" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Delete the segment" })).toBeDisabled();
});

test("a segment cannot be in itself", async ({ owner: page, minicrm, faults }) => {
  faults.allow(/status of 422 .*\/api\/segments/);
  const inner = await save(minicrm, "Inner", regulars);
  const outer = await save(minicrm, "Outer", all({ metric: "segment", operator: "in", value: inner.id }));
  await page.goto(`/segments/${inner.id}`);
  await paste(page, all({ metric: "segment", operator: "in", value: outer.id }));
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Nothing was saved.")).toBeVisible();
  await expect(condition(page, /^Condition: they are in segment “Outer”/)).toHaveAttribute(
    "aria-describedby",
    /problem/,
  );
});

test("whoever saves a segment that somebody changed meanwhile is told, and says which of the two stays", async ({
  owner: page,
  minicrm,
  faults,
}) => {
  faults.allow(/status of 412 .*\/api\/segments/);
  const { id } = await save(minicrm, "Regulars", regulars);
  const change = (name: string) => minicrm.ask("PATCH", `/api/segments/${id}`, { name });
  await page.goto(`/segments/${id}`);
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("Mine");
  await change("Theirs");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText(
    "The key “Online shop” changed this segment meanwhile.",
  );
  await page.getByRole("button", { name: "Load the new version, drop mine" }).click();
  await expect(name).toHaveValue("Theirs");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  await name.fill("Mine after all");
  await change("Theirs again");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Save mine anyway" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(page.getByRole("alert")).toBeHidden();
  expect((await minicrm.ask<Segment>("GET", `/api/segments/${id}`)).name).toBe("Mine after all");
});
