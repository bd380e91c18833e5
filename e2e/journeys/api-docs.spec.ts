import { workspace } from "../fixtures/minicrm.ts";
import { expect, test } from "../fixtures/test.ts";

test("the API docs show every operation, and one can be tried when signed in", async ({ owner: page }) => {
  const opened = page.waitForEvent("popup");
  await page.getByRole("link", { name: "API docs" }).click();
  const docs = await opened;
  await expect(docs.getByRole("heading", { name: /^Mini CRM/ })).toBeVisible();
  const paths = await docs.evaluate(async () => {
    const document = await (await fetch("/api-docs/openapi.json")).json();
    return Object.values(document.paths).flatMap((path) => Object.keys(path as object)).length;
  });
  expect(paths).toBeGreaterThan(30);
  await expect(docs.locator(".opblock")).toHaveCount(paths);

  const operation = docs.locator("#operations-account-getWorkspace");
  await operation.getByRole("button").first().click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  const live = operation.locator(".live-responses-table");
  await expect(live.locator(".response-col_status").last()).toContainText("200");
  await expect(live).toContainText(workspace.name);
});
