import { another, expect, signIn, test } from "../fixtures/test.ts";

test.use({ begins: "configured" });

test("a person names themselves, ends a session they do not know, and then all", async ({
  owner: page,
  minicrm,
  faults,
}) => {
  faults.allow(/status of 401/);
  const elsewhere = await another(page, faults);
  const other = await elsewhere.newPage();
  await signIn(other, minicrm);

  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Ana López");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Account: Ana López" })).toBeVisible();

  const sessions = page.getByRole("table", { name: "Sessions" }).locator("tbody tr");
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: "this one" })).toHaveCount(1);
  await page.getByRole("button", { name: /^Sign out (?!everywhere)/ }).click();
  await expect(sessions).toHaveCount(1);
  await expect(other.getByRole("heading", { name: "Sign in to Mini CRM" }), "at once").toBeVisible();

  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Mini CRM" })).toBeVisible();
  await page.goto("/account");
  await expect(page.getByRole("heading", { name: "Sign in to Mini CRM" })).toBeVisible();
  await elsewhere.close();
});
