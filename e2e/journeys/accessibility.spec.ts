import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { test } from "../fixtures/looking.ts";
import { type Form, forms, visit } from "../pictures/visit.ts";

for (const form of Object.keys(forms) as Form[]) {
  test(`axe finds nothing on any page, ${form}`, async ({ gallery, browser }) => {
    test.setTimeout(300_000);
    const found: string[] = [];
    await visit(gallery, browser, form, async (page, scene) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, nodes } of violations) {
        for (const { html, any, failureSummary } of nodes) {
          found.push(`${scene.name}: ${id}: ${html.slice(0, 160)}: ${any[0]?.message ?? failureSummary}`);
        }
      }
    });
    expect(found).toEqual([]);
  });
}
