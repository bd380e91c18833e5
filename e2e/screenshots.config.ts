import { defineConfig } from "@playwright/test";
import { browser } from "./fixtures/browser.ts";

/** One after the other in one worker: all pictures are of the same shop. */
export default defineConfig({
  testDir: "pictures",
  outputDir: "results",
  workers: 1,
  retries: 0,
  timeout: 300_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: { ...browser, trace: "retain-on-failure" },
});
