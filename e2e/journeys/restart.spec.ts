import type { Page } from "@playwright/test";
import { card } from "../fixtures/card.ts";
import { expectFigure } from "../fixtures/figure.ts";
import { expect, test } from "../fixtures/test.ts";

const goTo = (page: Page, name: string) => page.getByRole("link", { name, exact: true }).click();

test("a page that is open while the server dies says so, and comes back by itself with what is new", async ({
  owner: page,
  minicrm,
  faults,
}) => {
  faults.allow(/net::ERR_|status of 503/);
  const { total } = await minicrm.ask<{ total: number }>("GET", "/api/customers?limit=1");
  const firstRow = page.getByRole("table", { name: "Customers" }).locator("tbody tr[data-row='0']");
  await goTo(page, "Customers");
  await expect(firstRow).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  await minicrm.end("SIGKILL");
  const note = page.getByText("Live updates are interrupted");
  await expect(note).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("button", { name: "Not reachable" })).toBeVisible();
  await page.getByRole("searchbox", { name: "Search customers" }).fill("jang");
  await expect(page.getByText("The customers could not be loaded")).toBeVisible();

  await minicrm.run();
  await expect(note).toBeHidden({ timeout: 40_000 });
  await expect(page.getByText(/^\d+ customers match$/)).toBeVisible();
  await minicrm.send("/api/customers", { email: "late@shop.example", name: "Late Comer" });
  await goTo(page, "Dashboard");
  await expectFigure(card(page, /^Customers\b/), total + 1);
  expect(await page.evaluate(() => "sameDocument" in window), "the page was never loaded again").toBe(true);
});

test("a page whose code could not be fetched appears when the server is back", async ({
  owner: page,
  minicrm,
  faults,
}) => {
  // 520: React had to render once more from the root, which is how it gets to the page that explains.
  faults.allow(/net::ERR_|dynamically imported module|React error #520/);
  await minicrm.end("SIGKILL");
  await goTo(page, "Import");
  await expect(page.getByText("The page needs to be loaded again")).toBeVisible();
  await minicrm.run();
  await expect(page.getByRole("heading", { name: "Past imports" })).toBeVisible({ timeout: 40_000 });
});
