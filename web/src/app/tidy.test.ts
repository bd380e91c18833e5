// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
/** Imports go left only: shared ← features ← pages ← app. */
const layerOf: Record<string, number> = { lib: 0, api: 0, ui: 0, features: 1, pages: 2, app: 3 };
const forbiddenNames = /^(utils?|helpers?|misc|common)\.tsx?$/;

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && entry.name !== "schema.d.ts")
  .map((entry) => ({
    name: entry.name,
    path: relative(root, join(entry.parentPath, entry.name)),
    text: readFileSync(join(entry.parentPath, entry.name), "utf8"),
  }));

/** The first folder a path or an import lies in. */
function layer(path: string): number | undefined {
  return layerOf[path.split("/")[0] ?? ""];
}

function importsOf(file: (typeof files)[number]): string[] {
  const found = file.text.matchAll(/(?:from\s+|import\s*\(?\s*)"([^"]+)"/g);
  return [...found].flatMap(([, target = ""]) => {
    if (target.startsWith("@/")) return [target.slice(2)];
    if (target.startsWith(".")) return [join(file.path, "..", target)];
    return [];
  });
}

test("imports go from app to pages to features to what is shared, and never back", () => {
  expect(files.length).toBeGreaterThan(50);
  const wrong = files.flatMap((file) => {
    const own = layer(file.path);
    if (own === undefined) return [];
    return importsOf(file)
      .filter((target) => (layer(target) ?? 0) > own)
      .map((target) => `${file.path} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

test("a page does not import another page", () => {
  const wrong = files
    .filter((file) => file.path.startsWith("pages/"))
    .filter((file) => importsOf(file).some((target) => target.startsWith("pages/")));
  expect(wrong.map((file) => file.path)).toEqual([]);
});

test("every file lies in one of the folders", () => {
  const wrong = files.filter((file) => layer(file.path) === undefined && file.name !== "vite-env.d.ts");
  expect(wrong.map((file) => file.path)).toEqual([]);
});

test("no file is named after nothing, and none is longer than 500 lines", () => {
  expect(files.filter((file) => forbiddenNames.test(file.name)).map((file) => file.path)).toEqual([]);
  expect(files.filter((file) => file.text.split("\n").length > 500).map((file) => file.path)).toEqual([]);
});

test("colours come from the tokens only", () => {
  const written = /(["'`\s:])#[0-9a-fA-F]{6}\b|\brgba?\(/;
  expect(
    files.filter((file) => !file.path.includes(".test.") && written.test(file.text)).map((f) => f.path),
  ).toEqual([]);
});

test("every page is in the routes", () => {
  const routes = files.find((file) => file.path === "app/routes.tsx")?.text ?? "";
  const missing = files
    .filter((file) => file.path.startsWith("pages/") && !file.path.includes(".test."))
    .filter((file) => !routes.includes(`@/${file.path.replace(/\.tsx$/, "")}"`));
  expect(missing.map((file) => file.path)).toEqual([]);
});
