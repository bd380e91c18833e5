import { invited } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ begins: "configured" });

test("an owner finds in the audit log who did what", async ({ owner, minicrm, faults }) => {
  faults.allow(/status of 401/);
  const { context, page: bo } = await invited(owner, faults, "bo@shop.example", "Marketer");
  await bo.goto("/campaigns/new");
  await bo.getByRole("textbox", { name: "Name" }).fill("Spring greetings");
  await expect(bo).toHaveURL(/\/campaigns\/\d+\/edit/);
  await bo.getByRole("button", { name: /^Account/ }).click();
  await bo.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(bo.getByRole("heading", { name: "Sign in to Mini CRM" })).toBeVisible();
  await context.close();
  await minicrm.ask("POST", "/api/demo");

  await owner.goto("/settings");
  await owner.getByRole("link", { name: "Open the audit log" }).click();
  await expect(owner.getByRole("heading", { name: "Audit log", level: 1 })).toBeVisible();
  const rows = owner.getByRole("table", { name: "Audit log" }).locator("tbody tr");
  await expect(rows.first()).toContainText("Key “Online shop”");
  await expect(rows.first()).toContainText("Loaded the demo shop");
  await expect(rows.nth(1)).toContainText("bo@shop.example");
  await expect(rows.nth(1)).toContainText("Signed out");
  await expect(rows.filter({ hasText: "Began the draft" })).toContainText("“Spring greetings”");
  await expect(rows.filter({ hasText: "Became a member" })).toContainText("as marketer");
  await expect(rows.filter({ hasText: "The command line" }).first()).toBeVisible();

  await owner.getByRole("combobox", { name: "What" }).click();
  await owner.getByRole("option", { name: "Members and invitations" }).click();
  await expect(rows).toHaveCount(2);
  await owner.getByRole("combobox", { name: "Who" }).click();
  await owner.getByRole("option", { name: "bo@shop.example" }).click();
  await expect(rows).toHaveCount(1);
  await expect(owner).toHaveURL(/what=members&who=person%3A\d+/);
  await owner.reload();
  await expect(rows, "the address says it all").toHaveCount(1);
  await owner.getByRole("combobox", { name: "What" }).click();
  await owner.getByRole("option", { name: "API keys" }).click();
  await expect(owner.getByText("Nothing of this kind was done")).toBeVisible();
  await owner.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows.filter({ hasText: "Began the draft" })).toBeVisible();
  await owner.getByRole("link", { name: "“Spring greetings”" }).first().click();
  await expect(owner).toHaveURL(/\/campaigns\/\d+\/edit/);
});
