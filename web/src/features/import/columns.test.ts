import { expect, test } from "vitest";
import { columnProblems, type FileFormat, type ImportKind, knownColumn } from "./columns";

const texts = (kind: ImportKind, format: FileFormat, headers: string[]) =>
  columnProblems(kind, format, headers).map((problem) => problem.text);

test("CSV headers are known in any case, with blanks around them", () => {
  expect(knownColumn("customers", "csv", " EMAIL ")).toBe("email");
  expect(knownColumn("orders", "csv", "orderdate")).toBe("orderDate");
  expect(knownColumn("customers", "csv", "attributes.shoe size")).toBe("attributes.shoe size");
  expect(knownColumn("customers", "csv", "attributes.")).toBeNull();
  expect(knownColumn("orders", "csv", "attributes.size")).toBeNull();
  expect(knownColumn("customers", "csv", "consent.fax")).toBeNull();
});

test("JSON fields are known only as they are written", () => {
  expect(knownColumn("customers", "json", "Email")).toBeNull();
  expect(knownColumn("customers", "ndjson", "attributes")).toBe("attributes");
  expect(knownColumn("orders", "json", "attributes")).toBeNull();
});

test("fine columns have no problems", () => {
  expect(columnProblems("customers", "csv", ["email", "name", "attributes.size"])).toEqual([]);
  expect(columnProblems("orders", "json", ["customerExternalId", "amount", "items"])).toEqual([]);
});

test("an unknown or repeated column is named before anything is sent", () => {
  expect(texts("customers", "csv", ["email", "shoeSize"])[0]).toContain("“shoeSize”");
  expect(texts("customers", "csv", ["email", "Email"])[0]).toContain("stands twice");
  expect(texts("orders", "ndjson", ["email", "amount", "total"])[0]).toContain("are rejected");
});

test("what every row needs is asked for", () => {
  expect(columnProblems("customers", "csv", ["name"])).toHaveLength(1);
  expect(columnProblems("orders", "csv", ["items"])).toHaveLength(2);
});

test("semicolons between columns are recognised", () => {
  expect(texts("customers", "csv", ["email;name;city"])).toEqual([
    "The columns seem to be separated by another sign: save the file with commas between them.",
  ]);
});

test("a header that stops the import is told apart from records that may be rejected", () => {
  expect(columnProblems("orders", "csv", ["email"]).every((problem) => problem.stops)).toBe(true);
  expect(columnProblems("orders", "json", ["email"]).some((problem) => problem.stops)).toBe(false);
});
