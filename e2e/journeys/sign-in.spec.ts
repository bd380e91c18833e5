import { another, expect, test } from "../fixtures/test.ts";

test("a sign-in link used twice says what to do, and what it says works", async ({
  page,
  minicrm,
  faults,
}) => {
  faults.allow(/status of 401/);
  await page.goto(minicrm.link);
  await expect(page.getByRole("heading", { name: "Dashboard" })).toBeVisible();

  const elsewhere = await another(page, faults);
  const stranger = await elsewhere.newPage();
  await stranger.goto(minicrm.link);
  await expect(stranger.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  const command = await stranger.getByRole("code").innerText();
  expect(command).toBe("minicrm sign-in-link");

  const printed = await minicrm.command(...command.split(" ").slice(1));
  await stranger.goto(printed.trim().split(" ").at(-1) ?? "");
  await expect(stranger.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await elsewhere.close();
});

test("who is not signed in is led to the sign-in from every page", async ({ page, faults }) => {
  faults.allow(/status of 401/);
  for (const path of ["/", "/customers", "/campaigns/new", "/settings", "/no-such-page"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "Sign in to Mini CRM" })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  }
});
