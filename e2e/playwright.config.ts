import { defineConfig } from "@playwright/test";
import { browser } from "./fixtures/browser.ts";

export default defineConfig({
  testDir: "journeys",
  outputDir: "results",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A journey that works the second time only is broken, and is shown as flaky; a busy CI machine may time out once.
  retries: process.env.CI ? 2 : 0,
  workers: "100%",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? [["list"], ["github"]] : [["list"]],
  use: { ...browser, trace: "retain-on-failure", screenshot: "only-on-failure" },
});
