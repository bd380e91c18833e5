import { expect, test } from "../fixtures/test.ts";

test("signing out ends every tab of the browser, and nothing is left to read", async ({
  owner: page,
  faults,
}) => {
  faults.allow(/status of 401/);
  const other = await page.context().newPage();
  await other.goto("/customers");
  await expect(other.getByRole("table", { name: "Customers" })).toBeVisible();

  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  for (const tab of [page, other]) {
    await expect(tab.getByRole("heading", { name: "Sign in to Mini CRM" })).toBeVisible({ timeout: 15_000 });
  }
  await other.goto("/customers");
  await expect(other.getByRole("heading", { name: "Sign in to Mini CRM" })).toBeVisible();
});
