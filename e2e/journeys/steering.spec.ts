import { numbers, stateButton } from "../fixtures/campaign-page.ts";
import { expectFigure, written } from "../fixtures/figure.ts";
import { type Campaign, plan, spentOver } from "../fixtures/records.ts";
import { test as base, expect } from "../fixtures/test.ts";
import { everyTenthFails, Vendor } from "../fixtures/vendor.ts";

const test = base.extend<{ vendor: Vendor }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  vendor: async ({}, use) => {
    const vendor = await Vendor.start();
    vendor.fate = everyTenthFails;
    // The first thousand are taken; then the vendor asks to be left alone for a second, again and again.
    vendor.takes = 1;
    await use(vendor);
    await vendor.stop();
  },
  settings: async ({ vendor }, use) => use(vendor.settings),
});

test("a paused campaign waits, and goes on when it is resumed", async ({ owner: page, minicrm, vendor }) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Slow", spentOver(10)));
  const { enrolled } = await minicrm.ask<Campaign>("POST", `/api/campaigns/${id}/launch`, {});
  await page.goto(`/campaigns/${id}`);
  await expect.poll(async () => (await numbers(page)).Sent).toBeGreaterThan(0);

  await page.getByRole("button", { name: "Pause" }).click();
  const confirm = page.getByRole("alertdialog", { name: "Pause this campaign?" });
  await expect(confirm).toContainText(/[\d,]+ messages not handed over yet will wait until you resume/);
  await confirm.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  vendor.takes = Number.POSITIVE_INFINITY;

  await page.getByRole("button", { name: "Resume" }).click();
  const waiting = (await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`)).stats.pending;
  expect(waiting, "most of it still waits").toBeGreaterThan(enrolled / 4);
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: `Send ${written(waiting)} messages` })
    .click();
  await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 30_000 });

  const { stats } = await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`);
  expect(stats.sent + stats.failed + stats.skipped).toBe(enrolled);
  expect(vendor.messages.size, "each reachable customer got one message").toBe(stats.sent + stats.failed);
  await expectFigure(stateButton(page, "Sent"), stats.sent);
  await expectFigure(stateButton(page, "Pending"), 0);
});

test("a cancelled campaign skips what was not handed over, and says so in numbers before", async ({
  owner: page,
  minicrm,
  vendor,
}) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Mistake", spentOver(10)));
  const { enrolled } = await minicrm.ask<Campaign>("POST", `/api/campaigns/${id}/launch`, {});
  await page.goto(`/campaigns/${id}`);
  await expect.poll(async () => (await numbers(page)).Sent).toBeGreaterThan(0);
  await expect(page.getByRole("alert")).toContainText("the vendor answered 429");

  await page.getByRole("button", { name: "Cancel" }).click();
  const confirm = page.getByRole("alertdialog", { name: "Cancel this campaign?" });
  await expect(confirm.getByRole("button", { name: "Go back" })).toBeFocused();
  await confirm.getByRole("button", { name: /^Skip [\d,]+ messages and cancel$/ }).click();
  await expect(page.getByText("Cancelled", { exact: true })).toBeVisible();
  await expectFigure(stateButton(page, "Pending"), 0);

  const { stats } = await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`);
  expect(stats.sent + stats.failed + stats.skipped).toBe(enrolled);
  expect(vendor.messages.size, "nobody else was written to").toBe(stats.sent + stats.failed);
  await expectFigure(stateButton(page, "Skipped"), stats.skipped);
  await expectFigure(stateButton(page, "Sent"), stats.sent);
});
