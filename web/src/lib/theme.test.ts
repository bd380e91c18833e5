import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { readTheme, setTheme } from "./theme";

const early = readFileSync("public/theme.js", "utf8");
const beforePaint = () => new Function("document", "localStorage", early)(document, localStorage);

beforeEach(() => {
  localStorage.clear();
  setTheme("system");
});

test("the system decides until told otherwise", () => {
  beforePaint();
  expect(readTheme()).toBe("system");
  expect(document.documentElement.hasAttribute("data-theme")).toBe(false);
});

test("a chosen theme is back before the first paint", () => {
  setTheme("dark");
  document.documentElement.removeAttribute("data-theme");
  beforePaint();
  expect(readTheme()).toBe("dark");
});

test("going back to the system forgets the choice", () => {
  setTheme("light");
  setTheme("system");
  beforePaint();
  expect(document.documentElement.hasAttribute("data-theme")).toBe(false);
});

test("a foreign value in storage is ignored", () => {
  localStorage.setItem("minicrm.theme", "purple");
  beforePaint();
  expect(readTheme()).toBe("system");
});

test("every colour of the tokens is defined for light and dark in one place", () => {
  const tokens = readFileSync("src/ui/tokens.css", "utf8");
  const colours = [...tokens.matchAll(/^\s+--([\w-]+):\s*(.+);/gm)];
  expect(colours.length).toBeGreaterThan(30);
  for (const [, name, value] of colours) {
    if (name !== "danger-ink") expect(value, name).toMatch(/^light-dark\(.+,.+\)$/);
  }
});
