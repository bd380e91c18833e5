import type { FileFormat } from "./columns";

export const formatLooks: Record<FileFormat, { label: string; contentType: string }> = {
  csv: { label: "CSV", contentType: "text/csv" },
  json: { label: "JSON", contentType: "application/json" },
  ndjson: { label: "NDJSON", contentType: "application/x-ndjson" },
};

/** A file nobody could read as text, said so that one knows what to do. */
export class UnreadableFile extends Error {}

/** How the text is written, by its beginning; a file's name may lie. Fails for what is no text. */
export function formatOf(head: string): FileFormat {
  if (head.startsWith("PK\u0003\u0004")) {
    throw new UnreadableFile(
      "This is a spreadsheet or an archive. Save the sheet as CSV and take that file.",
    );
  }
  if (head.includes("\0")) {
    throw new UnreadableFile("This is not a text file in UTF-8. Save it as CSV in UTF-8 and take that file.");
  }
  const text = head.replace(/^\ufeff/, "").trimStart();
  if (text === "") throw new UnreadableFile("There is nothing in it.");
  if (text.startsWith("[")) return "json";
  if (!text.startsWith("{")) return "csv";
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const first = lines[0] ?? "";
  return lines.length > 1 && isObject(first) ? "ndjson" : "json";
}

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
