import { numbers, stateButton } from "../fixtures/campaign-page.ts";
import { card } from "../fixtures/card.ts";
import { expectFigure, written } from "../fixtures/figure.ts";
import { type Campaign, type Customer, type Preview, plan, spentOver } from "../fixtures/records.ts";
import { expect, test } from "../fixtures/test.ts";

test("from an objective to everybody's answer: audience, suggestion, preview, review, launch, completed", async ({
  owner: page,
  minicrm,
}) => {
  await page.getByRole("link", { name: "New campaign" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Thank the regulars");
  await page.getByRole("textbox", { name: /^Objective/ }).fill("Thank our best customers with free shipping");
  await page.getByRole("button", { name: "Add the first condition" }).click();
  await page.getByRole("combobox", { name: "Field" }).fill("Total spend");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Total spend: value" }).fill("100");
  const preview = await minicrm.ask<Preview>("POST", "/api/campaigns/preview", spentOver(100));
  const people = written(preview.reachable.email);
  await expect(page.getByRole("navigation", { name: "Steps" })).toContainText(`${people} people`);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Write the message" }).click();
  await expect(page.getByRole("textbox", { name: "Objective" })).toHaveValue(
    "Thank our best customers with free shipping",
  );
  await page.getByRole("button", { name: "Suggest messages" }).click();
  const suggestions = page.getByRole("list", { name: "Suggested messages" }).getByRole("listitem");
  await expect(suggestions).toHaveCount(3);
  await expect(page.getByText("Written without AI")).toBeVisible();
  await suggestions.nth(1).getByRole("button", { name: "Use this" }).click();
  await expect(suggestions.nth(1).getByRole("button", { name: "In the message" })).toBeDisabled();

  const text = page.getByRole("textbox", { name: "Text", exact: true });
  await expect(text).not.toHaveValue("");
  await text.press("ControlOrMeta+End");
  await text.pressSequentially("\nSee you soon in ");
  await page.getByRole("button", { name: "City", exact: true }).click();
  await expect(text).toHaveValue(/See you soon in \{\{ city \| default\(".*"\) \}\}$/);

  await page.getByRole("button", { name: /^Recipient: / }).click();
  const { items } = await minicrm.ask<{ items: Customer[] }>(
    "GET",
    "/api/customers?sort=totalSpend&order=desc&limit=1",
  );
  const best = items[0] as Customer & { city: string };
  await page.getByRole("combobox", { name: "Recipient" }).fill(best.email ?? "");
  await page.getByRole("option", { name: best.name ?? "" }).click();
  const shown = card(page, "Preview");
  await expect(shown).toContainText(best.email ?? "");
  const email = shown.frameLocator("iframe").locator("body");
  await expect(email).toContainText(`See you soon in ${best.city}`);
  await expect(email).not.toContainText("{{");

  await page.getByRole("button", { name: "Review", exact: true }).click();
  const launch = card(page, "Launch");
  await expect(launch).toContainText(`Customers that match${written(preview.count)}`);
  await expect(launch).toContainText(`Will be written to${people}`);
  await launch.getByRole("button", { name: `Send to ${people} people now` }).click();
  const confirm = page.getByRole("alertdialog", { name: `Send to ${people} people now?` });
  await expect(confirm.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await confirm.getByRole("button", { name: `Send to ${people} people now` }).click();

  await expect(page.getByRole("heading", { name: "Thank the regulars", level: 1 })).toBeVisible();
  await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 20_000 });
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const campaign = await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`);
  expect(campaign).toMatchObject({ state: "completed", enrolled: preview.count });
  for (const [state, value] of [
    ["Sent", campaign.stats.sent],
    ["Failed", campaign.stats.failed],
    ["Skipped", campaign.stats.skipped],
  ] as const) {
    await expectFigure(stateButton(page, state), value);
  }
  const { Sent, Failed, Skipped } = await numbers(page);
  expect(Sent + Failed + Skipped, "everybody enrolled has an answer").toBe(campaign.enrolled);
  expect(Sent + Failed).toBe(preview.reachable.email);
  expect(await page.evaluate(() => "sameDocument" in window), "the page was never loaded again").toBe(true);
});

test("a reason of failure filters the log, and the address keeps the filter", async ({
  owner: page,
  minicrm,
}) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Spring"));
  await minicrm.ask("POST", `/api/campaigns/${id}/launch`, {});
  await page.goto(`/campaigns/${id}`);
  await expect(page.getByText("Completed", { exact: true })).toBeVisible({ timeout: 20_000 });

  const { items } = await minicrm.ask<{ items: { state: string; reason: string; count: number }[] }>(
    "GET",
    `/api/campaigns/${id}/reasons`,
  );
  const fewest = items.filter((reason) => reason.state === "failed").sort((a, b) => a.count - b.count)[0];
  if (!fewest) throw new Error("nothing failed");
  const reasons = page.getByRole("table", { name: "Reasons of failure and exclusion" });
  const label = fewest.reason.charAt(0).toUpperCase() + fewest.reason.slice(1);
  await expect(reasons.getByRole("row", { name: label })).toContainText(written(fewest.count));
  await reasons.getByRole("row", { name: label }).click();
  const log = page.getByRole("table", { name: "Messages" });
  await expect(log).toHaveAttribute("aria-rowcount", String(fewest.count + 1));
  await expect(log.locator("tbody tr[data-row='0']")).toContainText(label);

  await page.reload();
  await expect(log).toHaveAttribute("aria-rowcount", String(fewest.count + 1));
  await log.locator("tbody tr[data-row='0']").click();
  const panel = page.getByRole("dialog");
  await expect(panel).toContainText("your next bag of coffee ships for free.");
  await expect(panel).toContainText(label);
});

test("nothing half-written is launched, and what is missing is said", async ({ owner: page, faults }) => {
  // The draft with a mistake in its text is not saved.
  faults.allow(/status of 422 .*\/api\/campaigns/);
  await page.goto("/campaigns/new?step=review");
  const launch = card(page, "Launch");
  for (const missing of ["Give the campaign a name", "Say who it is for", "Write the message"]) {
    await expect(launch.getByRole("button", { name: missing })).toBeVisible();
  }
  await expect(launch.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await launch.getByRole("button", { name: "Write the message" }).click();
  await page.getByRole("textbox", { name: "Text", exact: true }).fill("Hi {{ firstName }}");
  await expect(page.getByText(/default\(/).first(), "a variable without a stand-in is named").toBeVisible();
});

test("everyone is confirmed once more before they are written to", async ({ owner: page, minicrm }) => {
  const { id } = await minicrm.ask<Campaign>(
    "POST",
    "/api/campaigns",
    plan("All", { logic: "AND", rules: [] }),
  );
  await page.goto(`/campaigns/${id}/edit?step=review`);
  await card(page, "Launch")
    .getByRole("button", { name: /^Send to/ })
    .click();
  const confirm = page.getByRole("alertdialog");
  await expect(confirm.getByRole("button", { name: /^Send to/ })).toBeDisabled();
  await confirm.getByRole("checkbox").check();
  await expect(confirm.getByRole("button", { name: /^Send to/ })).toBeEnabled();
  await confirm.getByRole("button", { name: "Cancel" }).click();
  expect((await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`)).state).toBe("draft");
});
