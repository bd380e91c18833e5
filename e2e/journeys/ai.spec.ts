import { card } from "../fixtures/card.ts";
import { written } from "../fixtures/figure.ts";
import { Gemini } from "../fixtures/gemini.ts";
import { Minicrm } from "../fixtures/minicrm.ts";
import type { Customer, Preview } from "../fixtures/records.ts";
import { test as base, expect, signIn } from "../fixtures/test.ts";

const test = base.extend<{ gemini: Gemini }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  gemini: async ({}, use) => {
    const gemini = await Gemini.start();
    await use(gemini);
    await gemini.stop();
  },
  minicrm: async ({ gemini, demoShop }, use) => {
    const server = await Minicrm.start(gemini.settings, demoShop);
    await use(server);
    await server.remove();
  },
});

test("from words to an audience, from an objective to messages as they are written, to one edited and rendered", async ({
  page,
  minicrm,
  gemini,
}) => {
  await signIn(page, minicrm);
  await page.goto("/campaigns/new");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Win back");

  // Words become conditions with a live count, to be edited by hand.
  await page
    .getByRole("textbox", { name: /^In words/ })
    .fill("Spent more than 100, have not bought for two months, and opened our last email");
  await page.getByRole("button", { name: "Make conditions" }).click();
  await expect(page.getByRole("textbox", { name: "Total spend: value" })).toHaveValue("100");
  await expect(page.getByRole("list", { name: "Left out" })).toContainText("opened an email is not known");
  const rule = (limit: number) => ({
    logic: "AND",
    rules: [
      { metric: "totalSpend", operator: ">", value: limit },
      { metric: "lastPurchased", operator: "olderThan", value: { days: 60 } },
    ],
  });
  const count = async (limit: number) =>
    written((await minicrm.ask<Preview>("POST", "/api/campaigns/preview", rule(limit))).count);
  const size = page.getByLabel("Audience size");
  await expect(size).toContainText(await count(100));
  await page.getByRole("textbox", { name: "Total spend: value" }).fill("50");
  await expect(size).toContainText(await count(50));

  // An objective becomes three messages, seen as they are written.
  await page.getByRole("button", { name: "Write the message" }).click();
  await page
    .getByRole("textbox", { name: "Objective" })
    .fill("Win back lapsed customers with 10% off this month");
  gemini.pause = 15;
  await page.getByRole("button", { name: "Suggest messages" }).click();
  await expect(page.getByText("Gemini is writing").first()).toBeVisible();
  const suggestions = page.getByRole("list", { name: "Suggested messages" }).getByRole("listitem");
  await expect(suggestions.first()).toContainText("We saved your");
  await expect(page.getByText("Being written")).toBeVisible();
  const use = page.getByRole("button", { name: "Use this" });
  await expect(use).toHaveCount(3, { timeout: 20_000 });
  await expect(page.getByText("Written by Gemini (gemini-flash-latest)")).toBeVisible();
  await expect(page.getByText("customer_points }} is no variable here and was taken out")).toBeVisible();

  // One is made shorter; the first three stay.
  await page.getByRole("button", { name: "Change" }).first().click();
  await page.getByRole("menuitem", { name: "Shorter" }).click();
  await expect(page.getByText("Come back this month: 10% off.")).toBeVisible();
  await expect(use).toHaveCount(4);

  // One is chosen, edited, and read as a real customer will.
  await suggestions.first().getByRole("button", { name: "Use this" }).click();
  const text = page.getByRole("textbox", { name: "Text", exact: true });
  await expect(text).toHaveValue(/^Hi \{\{ firstName/);
  await text.press("ControlOrMeta+End");
  await text.pressSequentially("\nP.S. See you soon.");
  const { items } = await minicrm.ask<{ items: Customer[] }>(
    "GET",
    "/api/customers?sort=totalSpend&order=desc&limit=1",
  );
  const best = items[0] as Customer;
  await page.getByRole("button", { name: /^Recipient: / }).click();
  await page.getByRole("combobox", { name: "Recipient" }).fill(best.email ?? "");
  await page.getByRole("option", { name: best.name ?? "" }).click();
  const shown = card(page, "Preview");
  const email = shown.frameLocator("iframe").locator("body");
  await expect(email).toContainText(`Hi ${best.name?.split(" ")[0]},`);
  await expect(email).toContainText("P.S. See you soon.");
  await expect(email).not.toContainText("{{");

  // Nothing of any customer has left.
  const sent = gemini.asked.map((asked) => asked.url + asked.headers + asked.body).join("\n");
  const customers = await minicrm.ask<{ items: Customer[] }>("GET", "/api/customers?limit=200");
  for (const customer of customers.items) {
    expect(sent).not.toContain(customer.email ?? "?");
    if (customer.name?.includes(" ")) expect(sent).not.toContain(customer.name);
  }
});

test("a model that stays silent can be stopped, and messages without it are there within a second", async ({
  page,
  minicrm,
  gemini,
}) => {
  gemini.silent = true;
  await signIn(page, minicrm);
  await page.goto("/campaigns/new?step=message");
  await page.getByRole("textbox", { name: "Objective" }).fill("Win back lapsed customers with 10% off");
  await page.getByRole("button", { name: "Suggest messages" }).click();
  const meanwhile = page.getByRole("list", { name: "Meanwhile, written without AI" });
  await expect(meanwhile.getByRole("listitem")).toHaveCount(3);
  await expect(page.getByText("Gemini has not answered yet")).toBeVisible();
  await meanwhile.getByRole("button", { name: "Use this" }).first().click();
  await expect(page.getByRole("textbox", { name: "Text", exact: true })).not.toHaveValue("");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByText("Stopped. What was ready stays.").first()).toBeVisible();
});
