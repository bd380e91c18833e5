import { expect, test } from "vitest";
import { byteText } from "./byte-text";

test("sizes are written with two digits and the right unit", () => {
  expect(byteText(0, "en")).toBe("0 B");
  expect(byteText(999, "en")).toBe("999 B");
  expect(byteText(1000, "en")).toBe("1 kB");
  expect(byteText(1_234, "en")).toBe("1.2 kB");
  expect(byteText(999_999, "en")).toBe("1,000 kB");
  expect(byteText(200_000_000, "en")).toBe("200 MB");
});
