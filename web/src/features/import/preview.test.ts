import { expect, test } from "vitest";
import { formatOf, UnreadableFile } from "./file-format";
import { betterKind, cellText, objectsIn, previewOf } from "./preview";

test("a file is known by its beginning, not by its name", () => {
  expect(formatOf("email,name\na@b.co,Ana\n")).toBe("csv");
  expect(formatOf('\ufeff \n[{"email": "a@b.co"}]')).toBe("json");
  expect(formatOf('{"email": "a@b.co"}')).toBe("json");
  expect(formatOf('{\n"email": "a@b.co"\n}')).toBe("json");
  expect(formatOf('{"email": "a@b.co"}\n{"email": "c@d.co"}\n')).toBe("ndjson");
});

test("a spreadsheet, another encoding and nothing at all are told apart in words", () => {
  expect(() => formatOf("PK\u0003\u0004rest")).toThrow(/spreadsheet/);
  expect(() => formatOf("e\0m\0a\0i\0l\0")).toThrow(/UTF-8/);
  expect(() => formatOf(" \n ")).toThrow(UnreadableFile);
});

test("the first rows of a CSV become a table, quotes and line breaks inside included", () => {
  const text = 'email,name,tags\na@b.co,"López, ""Ana""\nMaría","vip; new"\n\nb@c.co,,\n';
  expect(previewOf("customers", "csv", text, true)).toEqual({
    columns: ["email", "name", "tags"],
    rows: [
      ["a@b.co", 'López, "Ana"\nMaría', "vip; new"],
      ["b@c.co", "", ""],
    ],
    problems: [],
  });
});

test("a row that is cut off at the end of what was read is not shown", () => {
  const preview = previewOf("customers", "csv", "email,name\na@b.co,Ana\nb@c.co,B", false);
  expect(preview.rows).toEqual([["a@b.co", "Ana"]]);
  expect(preview.problems).toEqual([]);
});

test("a row with too few cells is named", () => {
  const { problems } = previewOf("customers", "csv", "email,name\na@b.co\n", true);
  expect(problems).toEqual([
    { text: "Row 1 has 1 cell where the header has 2: such rows are rejected.", stops: false },
  ]);
});

test("a header alone is nothing to import", () => {
  expect(previewOf("customers", "csv", "email,name\n", true).problems).toEqual([
    { text: "There is a header but no row below it.", stops: true },
  ]);
});

test("records become a table of all their fields", () => {
  const text =
    '[{"email": "a@b.co", "amount": 5}, {"email": "b@c.co", "amount": 0, "items": ["Tea", {"name": "Cup", "quantity": 2}]}]';
  expect(previewOf("orders", "json", text, true)).toEqual({
    columns: ["email", "amount", "items"],
    rows: [
      ["a@b.co", "5", ""],
      ["b@c.co", "0", "Tea; Cup × 2"],
    ],
    problems: [],
  });
});

test("an array that goes on beyond what was read shows its whole records", () => {
  const { rows, problems } = previewOf(
    "orders",
    "json",
    '[{"email":"a@b.co","amount":1},{"email":"b@',
    false,
  );
  expect(rows).toEqual([["a@b.co", "1"]]);
  expect(problems).toEqual([]);
});

test("text that is not JSON is said to be so before it is sent", () => {
  expect(previewOf("orders", "json", '[{"email":"a@b.co","amount":1}', true).problems[0]?.text).toContain(
    "not valid",
  );
  expect(previewOf("orders", "json", "[1, 2]", true).problems[0]?.text).toContain("No record");
  expect(previewOf("orders", "ndjson", '{"amount": }\n', true).problems[0]?.text).toContain("Record 1");
});

test("braces and quotes inside texts do not end an object", () => {
  expect(objectsIn('[{"name": "a } \\" {"}, {"b": {"c": 1}}, {"cut', 8)).toEqual([
    '{"name": "a } \\" {"}',
    '{"b": {"c": 1}}',
  ]);
});

test("a cell never shows JSON", () => {
  expect(cellText({ size: 42, vip: true })).toBe("size: 42, vip: true");
  expect(cellText(null)).toBe("");
});

test("letters of another encoding are noticed, a letter cut at the end is not one", () => {
  const text = "email,name\na@b.co,Jos\ufffd Garc\ufffda\n";
  expect(previewOf("customers", "csv", text, true).problems[0]?.text).toContain("UTF-8");
  expect(previewOf("customers", "csv", "email\na@b.co\nb@c.co\nc@d.co,\ufffd", false).problems).toEqual([]);
});

test("a file of the other kind is recognised by its columns", () => {
  expect(betterKind("customers", "csv", ["email", "amount", "items"])).toBe("orders");
  expect(betterKind("orders", "ndjson", ["externalId", "name", "tags"])).toBe("customers");
  expect(betterKind("customers", "csv", ["email", "name"])).toBeNull();
  expect(betterKind("customers", "csv", ["shoeSize"])).toBeNull();
});
