import type { Page } from "@playwright/test";
import { card } from "../fixtures/card.ts";
import { expectFigure } from "../fixtures/figure.ts";
import { expect, test } from "../fixtures/test.ts";

/** As if the tab went behind another one, or came to the front; every page of a test counts as looked at otherwise. */
async function look(page: Page, hidden: boolean) {
  await page.evaluate((now) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: now });
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      value: now ? "hidden" : "visible",
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

test("more tabs than the browser has connections: each opens, and the first is live when it is looked at again", async ({
  page: first,
  minicrm,
}) => {
  const { total } = await minicrm.ask<{ total: number }>("GET", "/api/customers?limit=1");
  await first.clock.install();
  await first.goto(minicrm.link);
  const customers = card(first, /^Customers\b/);
  await expectFigure(customers, total);
  let front = first;
  for (let tab = 2; tab <= 9; tab++) {
    await look(front, true);
    await front.clock.fastForward(15_000);
    front = await first.context().newPage();
    await front.clock.install();
    await front.goto("/settings");
    await expect(front.getByRole("heading", { name: "API keys" }), `tab ${tab}`).toBeVisible();
  }
  await minicrm.send("/api/customers", { email: "late@shop.example" });
  await look(front, true);
  await look(first, false);
  await expectFigure(customers, total + 1);
});
