import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  expect,
  type Page,
  test,
} from "@playwright/test";
import type { Gallery } from "../fixtures/gallery.ts";
import type { Scene } from "./scene.ts";
import { scenes } from "./scenes.ts";

/** How a page is looked at: by theme, and on a phone. */
export const forms = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  phone: {
    colorScheme: "light",
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  },
} as const satisfies Record<string, BrowserContextOptions>;

/** With `ONLY=audit,account` these scenes and no others. */
const only = process.env.ONLY?.split(",");

export type Form = keyof typeof forms;
type Look = (page: Page, scene: Scene) => Promise<void>;

/** Opens scene after scene, each settled before it is looked at; one window for all of a server's pages. */
export async function visit(
  gallery: Gallery,
  browser: Browser,
  form: Form,
  look: Look,
  watch: (context: BrowserContext) => Promise<void> = async () => {},
): Promise<void> {
  let context: BrowserContext | null = null;
  let page: Page | null = null;
  let room = "";
  for (const scene of scenes.filter(({ name }) => only?.includes(name) ?? true)) {
    const next = `${scene.wall}${scene.signedOut ? ", signed out" : ""}`;
    if (!page || next !== room) {
      await context?.close();
      context = await enter(gallery, browser, form, scene);
      await watch(context);
      page = await context.newPage();
      room = next;
    }
    await show(page, gallery, form, scene, look);
  }
  await context?.close();
}

async function enter(gallery: Gallery, browser: Browser, form: Form, { wall, signedOut }: Scene) {
  const server = await gallery.wall(wall);
  return browser.newContext({
    ...forms[form],
    baseURL: server.url,
    reducedMotion: "reduce",
    ...(!signedOut && { storageState: await gallery.signedIn(wall, browser) }),
  });
}

function show(page: Page, gallery: Gallery, form: Form, scene: Scene, look: Look) {
  return test.step(scene.name, async () => {
    await page.setViewportSize(forms[form].viewport);
    await scene.open(page, gallery.known);
    await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
    await page.evaluate(async () => {
      await document.fonts.ready;
      // What fades in has another contrast while it does.
      await Promise.all(document.getAnimations().map((animation) => animation.finished));
    });
    await look(page, scene);
  });
}
