import { expect, test } from "vitest";
import { importName, isSettled, phaseOf } from "./import-state";

test("an import is done only when what it accepted is applied", () => {
  expect(phaseOf({ state: "running", applied: false })).toBe("reading");
  expect(phaseOf({ state: "running", applied: true })).toBe("reading");
  expect(phaseOf({ state: "done", applied: false })).toBe("applying");
  expect(phaseOf({ state: "done", applied: true })).toBe("done");
  expect(phaseOf({ state: "failed", applied: false })).toBe("failed");
});

test("one that ended early is looked at until the rest of it is applied", () => {
  expect(isSettled({ state: "failed", applied: false })).toBe(false);
  expect(isSettled({ state: "failed", applied: true })).toBe(true);
  expect(isSettled({ state: "running", applied: true })).toBe(false);
});

test("a file without a name is called something", () => {
  expect(importName({ fileName: " ", kind: "orders" })).toBe("Unnamed file of orders");
});
