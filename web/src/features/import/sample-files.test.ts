import { expect, test } from "vitest";
import { formatOf } from "./file-format";
import { previewOf } from "./preview";
import { sampleFile } from "./sample-files";

for (const kind of ["customers", "orders"] as const) {
  for (const format of ["csv", "json", "ndjson"] as const) {
    test(`the sample of ${kind} as ${format} previews without a problem`, () => {
      const text = sampleFile(kind, format);
      expect(formatOf(text)).toBe(format);
      const { rows, problems } = previewOf(kind, format, text, true);
      expect(problems).toEqual([]);
      expect(rows).toHaveLength(2);
    });
  }
}

test("a phone number in the CSV sample is as the server expects it", () => {
  expect(sampleFile("customers", "csv")).toContain(",+4915112345678,");
});
