import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "../fixtures/looking.ts";
import { type Form, forms, visit } from "../pictures/visit.ts";

/** Where no script may run, axe would wait for its own for ever. */
const letters = "iframe[sandbox]";

for (const form of Object.keys(forms) as Form[]) {
  test(`axe finds nothing on any page, ${form}`, async ({ gallery, browser }) => {
    test.setTimeout(600_000);
    const found: string[] = [];
    await visit(gallery, browser, form, async (page, scene) => {
      const here = [...(await wrong(page)), ...(await wrongInLetters(page))];
      found.push(...here.map((what) => `${scene.name}: ${what}`));
    });
    expect(found).toEqual([]);
  });
}

function wrong(page: Page): Promise<string[]> {
  return told(new AxeBuilder({ page }).exclude(letters));
}

/** What stands in frames, each opened as a page of its own. */
async function wrongInLetters(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of await page.locator(letters).all()) {
    const letter = await page.context().newPage();
    await letter.setContent((await frame.getAttribute("srcdoc")) ?? "");
    // The title and the landmarks are those of the page around it.
    found.push(...(await told(new AxeBuilder({ page: letter }).include("body").disableRules("region"))));
    await letter.close();
  }
  return found;
}

async function told(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, any, failureSummary }) => `${id}: ${html.slice(0, 160)}: ${any[0]?.message ?? failureSummary}`,
    ),
  );
}
