import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/test.ts";

/** The colour behind everything, at every frame from the first. */
async function watchTheCanvas(page: Page) {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { canvasSeen: seen });
    const look = () => {
      if (document.styleSheets.length > 0) {
        const colour = getComputedStyle(document.documentElement).backgroundColor;
        if (seen.at(-1) !== colour) seen.push(colour);
      }
      requestAnimationFrame(look);
    };
    look();
  });
}

const canvasSeen = (page: Page) =>
  page.evaluate(() => (window as unknown as { canvasSeen: string[] }).canvasSeen);

for (const { chosen, system } of [
  { chosen: "Dark", system: "light" },
  { chosen: "Light", system: "dark" },
] as const) {
  test(`${chosen.toLowerCase()} chosen on a ${system} system stays after a reload, and nothing flashes`, async ({
    owner: page,
  }) => {
    await page.emulateMedia({ colorScheme: system });
    const canvas = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const before = await canvas();
    await page.getByRole("button", { name: /^Theme/ }).click();
    await page.getByRole("menuitemradio", { name: chosen }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", chosen.toLowerCase());
    const after = await canvas();
    expect(after).not.toBe(before);

    await watchTheCanvas(page);
    await page.reload();
    await expect(page.getByRole("heading", { name: "Dashboard", level: 1 })).toBeVisible();
    const seen = (await canvasSeen(page)).filter((colour) => colour !== "rgba(0, 0, 0, 0)");
    expect(seen, "one colour from the first frame to the last").toEqual([after]);
    await expect(page.getByRole("button", { name: /^Theme/ })).toContainText(chosen);
  });
}

test("without a choice the page follows the system while it is open", async ({ owner: page }) => {
  const canvas = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.emulateMedia({ colorScheme: "light" });
  const light = await canvas();
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await canvas()).not.toBe(light);
});
