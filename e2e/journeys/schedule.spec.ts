import { stateButton } from "../fixtures/campaign-page.ts";
import { card } from "../fixtures/card.ts";
import { read } from "../fixtures/figure.ts";
import { type Campaign, plan } from "../fixtures/records.ts";
import { expect, test } from "../fixtures/test.ts";

test("a campaign is scheduled, moved, and taken off the schedule, by keyboard", async ({
  owner: page,
  minicrm,
}) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Holiday"));
  await page.goto(`/campaigns/${id}/edit?step=review`);
  const button = card(page, "Launch").getByRole("button", { name: "Schedule…" });
  await expect(button).toBeEnabled();
  await button.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Schedule the start" });
  await expect(dialog).toContainText("in Europe/Berlin");
  await expect(dialog).toContainText(
    /Now [\d,]+ customers match, and [\d,]+ of them can be reached by email/,
  );
  await dialog.getByRole("button", { name: "In an hour" }).press("Enter");
  await expect(dialog).toContainText(/In (59|60) minutes/);
  await dialog.getByLabel("Date").fill("2020-01-01");
  await expect(dialog).toContainText("This has passed: choose a time to come.");
  await dialog.getByLabel("Date").fill("2035-12-01");
  await dialog.getByLabel("Time").fill("09:00");
  await dialog.getByRole("button", { name: /^Schedule for Dec 1, 2035/ }).press("Enter");

  await expect(page.getByText("Scheduled", { exact: true })).toBeVisible();
  await expect(page.getByText(/^Dec 1, 2035, 09:00 AM in Europe\/Berlin$/)).toBeVisible();
  const stored = await minicrm.ask<Campaign & { scheduledAt: string }>("GET", `/api/campaigns/${id}`);
  expect(stored.state).toBe("scheduled");
  expect(Date.parse(stored.scheduledAt)).toBe(Date.parse("2035-12-01T08:00:00Z"));

  await page.getByRole("button", { name: "Move…" }).press("Enter");
  const moving = page.getByRole("dialog", { name: "Move the start" });
  await expect(moving.getByLabel("Date")).toHaveValue("2035-12-01");
  await moving.getByLabel("Time").fill("10:30");
  await moving.getByRole("button", { name: /^Move to/ }).press("Enter");
  await expect(page.getByText(/^Dec 1, 2035, 10:30 AM in/)).toBeVisible();

  await page.getByRole("button", { name: "More" }).press("Enter");
  await page.getByRole("menuitem", { name: "Take it off the schedule…" }).press("Enter");
  const asking = page.getByRole("alertdialog", { name: "Back to a draft?" });
  await expect(asking).toContainText("nobody is written to");
  await asking.getByRole("button", { name: "Take it off the schedule" }).press("Enter");
  await expect(page.getByRole("navigation", { name: "Steps" })).toBeVisible();
  expect((await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`)).state).toBe("draft");
});

test("a scheduled campaign starts by itself while one looks at it", async ({ owner: page, minicrm }) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Soon"));
  const at = new Date(Date.now() + 4000).toISOString();
  await minicrm.ask("POST", `/api/campaigns/${id}/schedule`, { at });
  await page.goto(`/campaigns/${id}`);
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 30_000 });
  expect(await read(stateButton(page, "Sent"))).toBeGreaterThan(0);
  expect(await page.evaluate(() => "sameDocument" in window), "the page was never loaded again").toBe(true);
});

test("a start that came late says how late, and why", async ({ owner: page, minicrm }) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Late"));
  const at = new Date(Date.now() + 2000).toISOString();
  await minicrm.ask("POST", `/api/campaigns/${id}/schedule`, { at });
  await expect
    .poll(async () => (await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`)).state, { timeout: 30_000 })
    .toBe("completed");
  // Nobody waits two hours here: the answer is changed on its way to the page.
  await page.route(`**/api/campaigns/${id}`, async (route) => {
    const answer = await route.fetch();
    const campaign = await answer.json();
    const scheduledAt = new Date(Date.parse(campaign.launchedAt) - 7_200_000).toISOString();
    await route.fulfill({ response: answer, json: { ...campaign, scheduledAt } });
  });
  await page.goto(`/campaigns/${id}`);
  await expect(page.getByText(/^Started 2 h late: the server was not running at/)).toBeVisible();
});
