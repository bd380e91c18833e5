import type { Page } from "@playwright/test";
import type { Known, Wall } from "../fixtures/gallery.ts";

export interface Scene {
  name: string;
  wall: Wall;
  /** A stranger's view. */
  signedOut?: boolean;
  /** Looked at by axe, not pictured. */
  unpictured?: boolean;
  /** Goes there, and waits until there is nothing more to come. */
  open(page: Page, known: Known): Promise<unknown>;
}

export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { name }).first().waitFor();
export const text = (page: Page, what: string | RegExp) => page.getByText(what).first().waitFor();
export const rowsOf = (page: Page, table: string) =>
  page.getByRole("table", { name: table }).locator("tbody tr:not([aria-hidden])").first().waitFor();
export const chart = (page: Page) => page.locator(".recharts-bar-rectangle").first().waitFor();

/** Where conditions are sentences, and their controls a sheet. */
export const onPhone = (page: Page) => (page.viewportSize()?.width ?? 0) < 640;

/** Until the page can tell how fast the campaign moves. */
export async function untilItMoves(page: Page, { move }: Known) {
  const rate = page
    .getByText(/^<?\d+\/s|\d a second/)
    .filter({ visible: true })
    .first();
  while (!(await rate.isVisible())) await move();
}

export async function builder(page: Page, { draft }: Known, step: string) {
  await page.goto(`/campaigns/${draft}/edit${step}`);
  await page
    .getByRole("navigation", { name: "Steps" })
    .getByText(/^To [\d,]+ people$/)
    .waitFor();
}
