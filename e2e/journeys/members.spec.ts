import { card } from "../fixtures/card.ts";
import { invited } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("an analyst sees everything and is offered nothing that would be refused", async ({
  owner,
  minicrm,
  faults,
}) => {
  const draft = await minicrm.ask<{ id: string }>("POST", "/api/campaigns", {
    name: "Spring greetings",
    channel: "email",
    rule: { logic: "AND", rules: [{ metric: "totalSpend", operator: ">", value: 100 }] },
    message: { subject: "Spring", body: "Hello from {{ workspace }}" },
  });
  const { context, page } = await invited(owner, faults, "bo@shop.example", "Analyst");
  await expect(page.getByRole("link", { name: "New campaign" })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "First steps" })).toHaveCount(0);
  await page.keyboard.press("n");
  await expect(page).toHaveURL(/\/$/);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search and jump" }).fill("new campaign");
  await expect(page.getByText("Nothing found")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.goto("/customers");
  await expect(page.getByRole("table", { name: "Customers" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Import customers" })).toHaveCount(0);
  await page.goto("/import");
  await expect(page.getByText("Owners and marketers import")).toBeVisible();
  await expect(page.getByLabel("File to import")).toHaveCount(0);
  await page.goto("/campaigns/new");
  await expect(page.getByRole("heading", { name: "Owners and marketers write campaigns" })).toBeVisible();
  await page.goto(`/campaigns/${draft.id}/edit`);
  await expect(page, "a draft is read, not written").toHaveURL(new RegExp(`/campaigns/${draft.id}$`));
  await expect(card(page, "Who")).toContainText("total spend is more than €100");
  await expect(card(page, "What")).toContainText("Hello from");
  await page.goto("/settings");
  await expect(page.getByText("An owner of the workspace decides about these.")).toBeVisible();
  for (const card of ["Members", "API keys", "Audit log"]) {
    await expect(page.getByRole("heading", { name: card, exact: true })).toHaveCount(0);
  }
  await page.goto("/settings/audit");
  await expect(page.getByRole("heading", { name: "For owners only" })).toBeVisible();
  await context.close();
});

test("a role changes and a membership ends while its person looks on", async ({ owner, faults }) => {
  faults.allow(/status of 401/);
  const { context, page } = await invited(owner, faults, "bo@shop.example", "Analyst");
  await page.goto("/campaigns");
  await expect(page.getByRole("heading", { name: "Campaigns", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "New campaign" })).toHaveCount(0);

  await owner.goto("/settings");
  await owner.getByRole("combobox", { name: "Role of bo@shop.example" }).click();
  await owner.getByRole("option", { name: "Marketer" }).click();
  await expect(owner.getByText("bo@shop.example is marketer now")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("link", { name: "New campaign" }).first()).toBeVisible();

  await owner.getByRole("button", { name: "Actions for bo@shop.example" }).click();
  await owner.getByRole("menuitem", { name: "Remove" }).click();
  await owner.getByRole("alertdialog").getByRole("button", { name: "Remove member" }).click();
  await expect(owner.getByText("bo@shop.example was removed")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Sign in to Mini CRM" }), "at once").toBeVisible();
  await context.close();
});

test("the last owner stays, and is told why", async ({ owner, faults }) => {
  faults.allow(/status of 409/);
  await owner.goto("/settings");
  await owner.getByRole("combobox", { name: /^Role of/ }).click();
  await owner.getByRole("option", { name: "Analyst" }).click();
  await expect(owner.getByText("without an owner").first()).toBeVisible();
  await expect(owner.getByRole("combobox", { name: /^Role of/ })).toHaveText("Owner");
});
