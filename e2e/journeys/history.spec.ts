import { card } from "../fixtures/card.ts";
import { expectFigure, written } from "../fixtures/figure.ts";
import { type Campaign, plan, spentOver } from "../fixtures/records.ts";
import { expect, test } from "../fixtures/test.ts";

test("what is launched in one tab appears and completes in the history of another", async ({
  owner: page,
  minicrm,
}) => {
  const history = await page.context().newPage();
  await history.goto("/campaigns");
  await expect(history.getByText("No campaigns yet")).toBeVisible();
  await history.evaluate(() => Object.assign(window, { sameDocument: true }));

  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Summer blend", spentOver(20)));
  await page.goto(`/campaigns/${id}/edit?step=review`);
  await card(page, "Launch")
    .getByRole("button", { name: /^Send to/ })
    .click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Send to/ })
    .click();

  const row = history.getByRole("table", { name: "Campaigns" }).getByRole("row", { name: /Summer blend/ });
  await expect(row).toBeVisible();
  await expect(row).toContainText("Completed", { timeout: 20_000 });
  const { stats } = await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`);
  const cells = row.getByRole("cell");
  await expect(cells.nth(3)).toHaveText(written(stats.sent));
  await expect(cells.nth(4)).toHaveText(written(stats.failed));
  await expect(cells.nth(5)).toHaveText(written(stats.skipped));
  expect(await history.evaluate(() => "sameDocument" in window), "the history was never loaded again").toBe(
    true,
  );

  await page.getByRole("link", { name: "Dashboard", exact: true }).click();
  await expectFigure(
    card(page, /^Messages sent\b/)
      .locator("> div")
      .nth(1),
    stats.sent,
  );
});

test("the history is searched and filtered by state, in the address", async ({ owner: page, minicrm }) => {
  for (const name of ["Autumn blend", "Winter blend"])
    await minicrm.ask("POST", "/api/campaigns", plan(name));
  await page.goto("/campaigns");
  const rows = page.getByRole("table", { name: "Campaigns" }).locator("tbody tr[data-row]");
  await expect(rows).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Search campaigns" }).fill("winter");
  await expect(rows).toHaveCount(1);
  await page.getByRole("combobox", { name: "State" }).click();
  await page.getByRole("option", { name: "Completed" }).click();
  await expect(page.getByText("No campaign matches")).toBeVisible();
  expect(new URL(page.url()).search).toBe("?search=winter&state=completed");
  await page.reload();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows).toHaveCount(2);
});
