// @vitest-environment node
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { compressFolder } from "./compress";

test("text is compressed beside the original, and pictures and tiny files are left alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "compress-"));
  const text = "let answer = 42;\n".repeat(100);
  await writeFile(join(folder, "large.js"), text);
  await writeFile(join(folder, "tiny.js"), "1");
  await writeFile(join(folder, "font.woff2"), text);

  expect(await compressFolder(folder)).toBe(1);
  expect((await readdir(folder)).sort()).toEqual(["font.woff2", "large.js", "large.js.gz", "tiny.js"]);
  expect(gunzipSync(await readFile(join(folder, "large.js.gz"))).toString()).toBe(text);
  await rm(folder, { recursive: true });
});
