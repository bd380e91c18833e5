import { card } from "../fixtures/card.ts";
import { expectFigure } from "../fixtures/figure.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ begins: "new" });

test("from the link on the console to the demo shop's numbers, without a reload", async ({
  page,
  minicrm,
}) => {
  await page.goto(minicrm.link);
  await expect(page.getByRole("heading", { name: "Set up the workspace" })).toBeVisible();
  expect(new URL(page.url()).hash, "the token stays neither on the screen nor in the history").toBe("");

  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill(" ");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByText("Give the workspace a name")).toBeVisible();
  await name.fill("Hazel & Søns Coffee ☕");
  await page.getByRole("button", { name: /^Currency/ }).click();
  await page.getByRole("combobox", { name: "Currency" }).fill("swiss");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Time zone/ }).click();
  await page.getByRole("combobox", { name: "Time zone" }).fill("zurich");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Start" }).click();

  await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText("Hazel & Søns Coffee ☕");
  await expect(page.getByText("0 of 5 done")).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));

  await page.getByRole("button", { name: "Load the demo shop" }).click();
  await expect(page.getByText("1 of 5 done")).toBeVisible();
  await expect(page.getByText(/^The demo shop is here: .+ customers and .+ orders/)).toBeVisible();

  const shop = await minicrm.ask<{ customers: number; orders: number; revenue30Days: number }>(
    "GET",
    "/api/dashboard",
  );
  expect(shop.customers).toBeGreaterThan(1000);
  await expectFigure(card(page, /^Customers\b/), shop.customers);
  await expect(card(page, /^Customers\b/)).toContainText(
    `${new Intl.NumberFormat("en-US").format(shop.orders)} orders`,
  );
  const francs = new Intl.NumberFormat("en-US", {
    style: "currency",
    currency: "CHF",
    maximumFractionDigits: 0,
  });
  await expect(card(page, /^Revenue, last 30 days\b/)).toContainText(francs.format(shop.revenue30Days));
  expect(await page.evaluate(() => "sameDocument" in window), "the page was never loaded again").toBe(true);

  const workspace = await minicrm.ask("GET", "/api/workspace");
  expect(workspace).toMatchObject({
    name: "Hazel & Søns Coffee ☕",
    currency: "CHF",
    timeZone: "Europe/Zurich",
  });
});
