import { expect, test } from "vitest";
import type { FileFormat } from "./columns";
import { countRows, rowCounter } from "./row-count";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Counted in pieces of `size` bytes. */
function count(format: FileFormat, text: string, size = 3): number {
  const counter = rowCounter(format);
  const all = bytes(text);
  for (let at = 0; at < all.length; at += size) counter.push(all.subarray(at, at + size));
  return counter.end();
}

test("a header is no row, and neither is a blank line or one of commas alone", () => {
  expect(count("csv", "email,name\na@b.co,Ana\n\n,\nb@c.co,Bo")).toBe(2);
  expect(count("csv", "email,name\r\na@b.co,Ana\r\n")).toBe(1);
  expect(count("csv", "email,name")).toBe(0);
});

test("a line break between quotes belongs to its cell", () => {
  expect(count("csv", 'email,name\na@b.co,"A\nB ""C""\n"\nb@c.co,D\n')).toBe(2);
});

test("one object a line", () => {
  expect(count("ndjson", '{"a":1}\n\n{"a":"x\\n"}\n')).toBe(2);
});

test("the elements of an array, whatever is inside them", () => {
  expect(count("json", '[{"a":[1,2,{"b":3}]}, {"a":"],{\\""}]')).toBe(2);
  expect(count("json", " [ ] ")).toBe(0);
  expect(count("json", '{"a":{"b":1}}')).toBe(1);
});

test("where the pieces are cut makes no difference", () => {
  const text = '[{"a":"\\\\"},{"b":"\\",{"}]';
  for (const size of [1, 2, 5, 100]) expect(count("json", text, size)).toBe(2);
});

test("a file is counted from its stream, and counting can be stopped", async () => {
  const file = new Blob(["email\n", "a@b.co\n".repeat(5000)]);
  expect(await countRows(file, "csv", new AbortController().signal)).toBe(5000);
  await expect(countRows(file, "csv", AbortSignal.abort())).rejects.toThrow();
});
