import { expect, test } from "vitest";
import { recordFields, recordTitle } from "./record-fields";

test("a record is told in lines, never as JSON", () => {
  expect(recordFields({ email: "a@b.co", items: [{ name: "Tea" }], tags: [], note: null, n: 0 })).toEqual([
    { path: "email", value: "a@b.co" },
    { path: "items[0].name", value: "Tea" },
    { path: "tags", value: "none" },
    { path: "note", value: "null" },
    { path: "n", value: "0" },
  ]);
  expect(recordFields({})).toEqual([]);
  expect(recordFields(7)).toEqual([{ path: "value", value: "7" }]);
});

test("a record is named by its own id before an address", () => {
  expect(recordTitle({ email: "a@b.co", externalId: "o-1" })).toBe("o-1");
  expect(recordTitle({ email: "a@b.co", externalId: null })).toBe("a@b.co");
  expect(recordTitle({ amount: 5 })).toBeNull();
  expect(recordTitle("text")).toBeNull();
});
