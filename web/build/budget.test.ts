// @vitest-environment node
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesOf, firstLoad } from "./budget.ts";

const html = `<script type="module" src="/assets/index-1.js"></script>
  <link rel="modulepreload" href="/assets/react-2.js"><link rel="stylesheet" href="/assets/index-3.css">
  <link rel="icon" href="/icon.svg">`;

test("scripts and styles that the page names are what every first visit fetches", () => {
  expect(filesOf(html)).toEqual(["assets/index-1.js", "assets/react-2.js", "assets/index-3.css"]);
});

test("they weigh what they weigh compressed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "budget-"));
  try {
    await mkdir(join(folder, "assets"));
    await writeFile(join(folder, "index.html"), html);
    for (const file of filesOf(html)) await writeFile(join(folder, `${file}.gz`), "x".repeat(100));
    expect(await firstLoad(folder)).toBe(300);
  } finally {
    await rm(folder, { recursive: true });
  }
});
