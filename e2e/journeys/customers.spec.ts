import { readFile } from "node:fs/promises";
import { expectFigure } from "../fixtures/figure.ts";
import type { Customer } from "../fixtures/records.ts";
import { expect, test } from "../fixtures/test.ts";

test("customers are searched, sorted and opened beside the list, and a reload keeps it all", async ({
  owner: page,
  minicrm,
}) => {
  await page.getByRole("link", { name: "Customers", exact: true }).click();
  const table = page.getByRole("table", { name: "Customers" });
  const first = table.locator("tbody tr[data-row='0']");
  await expect(first).toBeVisible();

  await page.getByRole("searchbox", { name: "Search customers" }).fill("jang");
  const found = await minicrm.ask<{ items: Customer[]; total: number }>(
    "GET",
    "/api/customers?search=jang&sort=totalSpend&order=desc",
  );
  expect(found.total).toBeGreaterThan(1);
  await expect(page.getByText(`${found.total} customers match`)).toBeVisible();
  await page.getByRole("button", { name: "Lifetime value" }).click();
  await expect(page.getByRole("columnheader", { name: "Lifetime value" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  const best = found.items[0] as Customer;
  await expect(first).toContainText(best.name ?? "");
  expect(new URL(page.url()).search).toBe("?search=jang&sort=totalSpend&order=desc");

  await first.focus();
  await page.keyboard.press("ArrowDown");
  await expect(table.locator("tbody tr[data-row='1']")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("dialog", { name: best.name ?? "" });
  await expect(panel).toContainText(
    new Intl.NumberFormat("en-US", { style: "currency", currency: "EUR" }).format(best.totalSpend),
  );
  await expect(panel.getByRole("list", { name: "Orders" }).getByRole("listitem")).toHaveCount(best.visits);

  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(first, "the keys go on where they were").toBeFocused();
  await page.keyboard.press("Enter");

  await page.reload();
  await expect(panel).toContainText(best.email ?? "");
  await expect(page.getByRole("searchbox", { name: "Search customers" })).toHaveValue("jang");
  await expect(first).toContainText(best.name ?? "");
});

test("a list of several pages is walked to its end by keyboard", async ({ owner: page, minicrm }) => {
  const asked = "search=coffee&sort=totalSpend";
  const { total, items } = await minicrm.ask<{ items: Customer[]; total: number }>(
    "GET",
    `/api/customers?${asked}&order=asc&limit=1`,
  );
  expect(total, "more than a page").toBeGreaterThan(100);
  await page.goto(`/customers?${asked}&order=desc`);
  const table = page.getByRole("table", { name: "Customers" });
  const last = table.locator(`tbody tr[data-row='${total - 1}']`);
  await table.locator("tbody tr[data-row='0']").focus();
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(last).toBeFocused({ timeout: 500 });
  }).toPass();
  await expect(last).toContainText(items[0]?.name ?? "");
});

test("a search that finds nobody says so and can be cleared", async ({ owner: page }) => {
  await page.goto("/customers?search=nobody-is-called-this");
  await expect(page.getByText("Nobody matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect(page.getByRole("table", { name: "Customers" }).locator("tbody tr").first()).toBeVisible();
  expect(new URL(page.url()).search).toBe("");
});

test("Ctrl K finds a customer from anywhere", async ({ owner: page, minicrm }) => {
  const { items } = await minicrm.ask<{ items: Customer[] }>(
    "GET",
    "/api/customers?sort=totalSpend&order=desc&limit=1",
  );
  const best = items[0] as Customer;
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search and jump" }).fill(best.email ?? "");
  await page.getByRole("option", { name: best.name ?? "" }).waitFor();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: best.name ?? "" })).toBeVisible();
});

test("the list is filtered by a rule, which the address keeps, and becomes a segment or a file", async ({
  owner: page,
  minicrm,
}) => {
  const rule = {
    logic: "AND",
    rules: [
      { metric: "totalSpend", operator: ">=", value: 100 },
      { metric: "visits", operator: "<", value: 3 },
    ],
  };
  const found = await minicrm.ask<{ items: Customer[]; total: number }>("POST", "/api/customers/search", {
    rule,
    sort: "totalSpend",
    order: "desc",
  });
  expect(found.total).toBeGreaterThan(1);
  await page.goto("/customers?sort=totalSpend&order=desc");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const panel = page.getByRole("dialog", { name: "Filter customers" });
  await panel
    .getByRole("button", { name: /^Paste a rule/ })
    .first()
    .click();
  await page.getByRole("textbox", { name: "Rule as JSON" }).fill(JSON.stringify(rule));
  await page.getByRole("button", { name: "Use this rule" }).click();
  await panel.getByRole("button", { name: `Show ${found.total} customers` }).click();
  await expect(panel).toBeHidden();
  await expect(page.getByText(`${found.total} customers match`)).toBeVisible();
  const first = page.getByRole("table", { name: "Customers" }).locator("tbody tr[data-row='0']");
  const best = found.items[0] as Customer;
  await expect(first).toContainText(best.name ?? "");

  await page.reload();
  const filter = page.getByRole("region", { name: "Filter" });
  await expect(filter).toContainText(
    "Customers where the total spend is at least €100 and the number of orders is less than 3",
  );
  await expect(first).toContainText(best.name ?? "");
  const downloading = page.waitForEvent("download");
  await filter.getByRole("button", { name: "Export CSV" }).click();
  const file = await readFile(await (await downloading).path(), "utf8");
  expect(file.trim().split("\n")).toHaveLength(found.total + 1);

  await filter.getByRole("link", { name: "Save as segment" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Spent much at once");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/segments\/\d+$/);
  await expectFigure(page.getByRole("region", { name: "Audience size" }), found.total);

  await page.goBack();
  await filter.getByRole("button", { name: "Clear" }).click();
  await expect(filter).toBeHidden();
  await expect(page).toHaveURL(/\/customers\?sort=totalSpend&order=desc$/);
});
