import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { budget } from "./build/budget.ts";
import { compress } from "./build/compress.ts";

const backend = "http://localhost:8000";
const browsers = ["chrome123", "firefox121", "safari17.5"];

export default defineConfig({
  plugins: [react(), tailwindcss(), compress(), budget()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: browsers,
    cssTarget: browsers,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { "/api": backend, "/health": backend, "/u": backend, "/metrics": backend },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "build/**/*.test.ts"],
    setupFiles: ["src/lib/test-setup.ts"],
    restoreMocks: true,
  },
});
