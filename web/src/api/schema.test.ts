// @vitest-environment node
import { readFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, test } from "vitest";

test("the types are those of openapi.json (npm run types writes them anew)", async () => {
  const api = JSON.parse(readFileSync("../openapi.json", "utf8"));
  const written = readFileSync("src/api/schema.d.ts", "utf8");
  expect(written).toBe(COMMENT_HEADER + astToString(await openapiTS(api)));
}, 30_000);
