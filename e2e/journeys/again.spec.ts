import { readFileSync } from "node:fs";
import { stateButton } from "../fixtures/campaign-page.ts";
import { expectFigure, written } from "../fixtures/figure.ts";
import { type Campaign, plan } from "../fixtures/records.ts";
import { test as base, expect } from "../fixtures/test.ts";
import { everyTenthFails, Vendor } from "../fixtures/vendor.ts";

const test = base.extend<{ vendor: Vendor }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  vendor: async ({}, use) => {
    const vendor = await Vendor.start();
    vendor.fate = everyTenthFails;
    await use(vendor);
    await vendor.stop();
  },
  settings: async ({ vendor }, use) => use(vendor.settings),
});

test("what failed is sent again, to those people and nobody else", async ({
  owner: page,
  minicrm,
  vendor,
}) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Spring"));
  await minicrm.ask("POST", `/api/campaigns/${id}/launch`, {});
  await page.goto(`/campaigns/${id}`);
  await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 20_000 });
  const before = (await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`)).stats;
  expect(before.failed).toBeGreaterThan(0);
  const first = new Set(vendor.messages.keys());
  vendor.fate = (message) => ({ id: message, status: "sent" });

  await page.getByRole("button", { name: "Resend…" }).click();
  const asking = page.getByRole("alertdialog", { name: "Send again what went wrong?" });
  await expect(asking.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(asking.getByRole("checkbox", { name: /^Uncertain: 0/ })).toBeDisabled();
  const messages = before.failed === 1 ? "1 message" : `${written(before.failed)} messages`;
  await asking.getByRole("button", { name: `Send ${messages} again` }).click();
  await expect(page.getByText(`${messages} on the way again`)).toBeVisible();

  await expectFigure(stateButton(page, "Failed"), 0);
  await expectFigure(stateButton(page, "Sent"), before.sent + before.failed);
  await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 20_000 });
  const again = [...vendor.messages.keys()].filter((message) => !first.has(message));
  expect(again).toHaveLength(before.failed);
  expect(again.every((message) => message.endsWith(".2"))).toBe(true);
});

test("a campaign is duplicated into a draft, and its log comes as a file as filtered", async ({
  owner: page,
  minicrm,
}) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Spring"));
  await minicrm.ask("POST", `/api/campaigns/${id}/launch`, {});
  await page.goto(`/campaigns/${id}`);
  await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 20_000 });
  const { stats } = await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`);

  await stateButton(page, "Failed").click();
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as CSV" }).click();
  const file = readFileSync(await (await coming).path(), "utf8");
  expect(file.match(/mailbox full/g), "a row for each message that failed").toHaveLength(stats.failed);
  expect(file).not.toContain(",sent,");

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Spring (copy)" })).toBeVisible();
  await expect(page.getByText("Draft", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/\/campaigns\/(?!\d+$)\d+\/edit/);
});
