import type { Page } from "@playwright/test";
import { card } from "../fixtures/card.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

/** Nothing lies beside the screen, and nothing one taps is smaller than a fingertip. */
async function expectToFit(page: Page) {
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((element) => {
        const box = element.getBoundingClientRect();
        let parent = element.parentElement;
        // What scrolls by itself, or is meant for screen readers only, may reach further.
        while (parent) {
          if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(parent).overflowX)) return false;
          parent = parent.parentElement;
        }
        return box.width > 0 && box.right > innerWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(wide).toEqual([]);
  const sideways = await page.evaluate(() =>
    [document.documentElement, document.querySelector("main")].map((each) =>
      each ? each.scrollWidth - each.clientWidth : 0,
    ),
  );
  expect(sideways, "the page does not scroll sideways").toEqual([0, 0]);
}

test("on a phone: the drawer leads to the builder, and a campaign is launched", async ({ owner: page }) => {
  await expectToFit(page);
  await page.getByRole("button", { name: "Open the menu" }).tap();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("link", { name: "Campaigns" }).tap();
  await expect(drawer).toBeHidden();
  await expect(page.getByRole("heading", { name: "Campaigns", level: 1 })).toBeVisible();
  await expectToFit(page);

  await page.getByRole("link", { name: "New campaign" }).tap();
  await page.getByRole("textbox", { name: "Name" }).fill("On the train");
  await page.getByRole("button", { name: "Add the first condition" }).tap();
  await page.getByRole("combobox", { name: "Field" }).fill("total");
  await page.getByRole("option", { name: "Total spend" }).tap();
  await page.getByRole("textbox", { name: "Total spend: value" }).fill("200");
  await expectToFit(page);
  await page.getByRole("button", { name: "Done" }).tap();
  await expect(page.getByRole("button", { name: /^The total spend is at least/ })).toBeVisible();
  await expectToFit(page);

  await page.getByRole("button", { name: "Write the message" }).tap();
  await page.getByRole("textbox", { name: "Objective" }).fill("Invite our best customers to a tasting");
  await page.getByRole("button", { name: "Suggest messages" }).tap();
  await page.getByRole("button", { name: "Use this" }).first().tap();
  await expect(page.getByRole("button", { name: "In the message" })).toBeVisible();
  await expectToFit(page);

  await page.getByRole("button", { name: "Review", exact: true }).tap();
  await card(page, "Launch")
    .getByRole("button", { name: /^Send to/ })
    .tap();
  await expectToFit(page);
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Send to/ })
    .tap();
  await expect(page.getByRole("heading", { name: "On the train", level: 1 })).toBeVisible();
  await expect(page.getByText("Completed", { exact: true }).first()).toBeVisible({ timeout: 20_000 });
  await expectToFit(page);
});

for (const path of [
  "/customers",
  "/segments",
  "/segments/new",
  "/import",
  "/settings",
  "/settings/audit",
  "/account",
  "/no-such-page",
]) {
  test(`${path} fits a phone`, async ({ owner: page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectToFit(page);
  });
}
