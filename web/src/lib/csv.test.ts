import { expect, test } from "vitest";
import { csvOf } from "./csv";

test("cells are quoted where they must be", () => {
  expect(
    csvOf([
      ["line", "message"],
      [2, 'expected "a", got b'],
      [3, "two\nlines"],
      [4, " blank "],
    ]),
  ).toBe('line,message\r\n2,"expected ""a"", got b"\r\n3,"two\nlines"\r\n4," blank "\r\n');
});
