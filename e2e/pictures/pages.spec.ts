import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { test } from "../fixtures/looking.ts";
import { type Form, forms, visit } from "./visit.ts";

const folder = join(import.meta.dirname, "../../docs/screenshots");
/** With `ALL=1` dialogs and empty states are pictured, too, beside the results. */
const besides = process.env.ALL ? join(import.meta.dirname, "../results/pictures") : null;

/** The page scrolls inside: the window grows until all of it is in view. */
async function unroll(page: Page) {
  const width = page.viewportSize()?.width ?? 0;
  const height = await page.evaluate(() => {
    const main = document.querySelector("main");
    return innerHeight + (main ? main.scrollHeight - main.clientHeight : 0);
  });
  await page.setViewportSize({ width, height });
}

for (const form of Object.keys(forms) as Form[]) {
  test(`every page, ${form}`, async ({ gallery, browser }) => {
    await visit(gallery, browser, form, async (page, scene) => {
      const to = scene.unpictured ? besides : folder;
      if (to === null) return;
      await unroll(page);
      await page.mouse.move(0, 0);
      mkdirSync(to, { recursive: true });
      await page.screenshot({
        path: join(to, `${scene.name}-${form}.png`),
        animations: "disabled",
        caret: "hide",
        ...(form === "phone" && { scale: "css" }),
      });
    });
  });
}
