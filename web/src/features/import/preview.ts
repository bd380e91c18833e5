import Papa from "papaparse";
import { columnProblems, type FileFormat, type FileProblem, type ImportKind } from "./columns";

/** The first rows of a file as a table, and what in it would go wrong. */
export interface Preview {
  columns: string[];
  rows: string[][];
  problems: FileProblem[];
}

/** Rows shown before an import. */
export const previewRows = 8;

/** Reads the beginning of a file. `whole`: there is nothing after `head`, so its last row is not cut off. */
export function previewOf(kind: ImportKind, format: FileFormat, head: string, whole: boolean): Preview {
  const text = head.replace(/^\ufeff/, "");
  const preview = format === "csv" ? ofCsv(kind, text, whole) : ofRecords(kind, format, text, whole);
  // The last letter may be cut in two by the end of what was read.
  if (text.slice(0, -4).includes("\ufffd")) {
    const text = "Some letters are not in UTF-8: save the file in UTF-8, or their rows are rejected.";
    preview.problems.push({ text, stops: false });
  }
  return preview;
}

/** The other kind if the file reads well as that and badly as this one. */
export function betterKind(
  kind: ImportKind,
  format: FileFormat,
  columns: readonly string[],
): ImportKind | null {
  const other = kind === "customers" ? "orders" : "customers";
  const wrong = columnProblems(kind, format, columns).length > 0;
  return wrong && columnProblems(other, format, columns).length === 0 ? other : null;
}

function ofCsv(kind: ImportKind, text: string, whole: boolean): Preview {
  const { data } = Papa.parse<string[]>(text, {
    delimiter: ",",
    preview: previewRows + 2,
    skipEmptyLines: "greedy",
  });
  const [header = [], ...rows] = data;
  const columns = header.map((name) => name.trim());
  const complete = whole || rows.length > previewRows ? rows : rows.slice(0, -1);
  const shown = complete.slice(0, previewRows);
  const problems = columnProblems(kind, "csv", columns);
  const uneven = shown.findIndex((row) => row.length !== columns.length);
  if (uneven !== -1) {
    const cells = shown[uneven]?.length ?? 0;
    problems.push({
      text: `Row ${uneven + 1} has ${cells} ${cells === 1 ? "cell" : "cells"} where the header has ${columns.length}: such rows are rejected.`,
      stops: false,
    });
  }
  if (shown.length === 0) problems.push({ text: "There is a header but no row below it.", stops: true });
  return { columns, rows: shown, problems };
}

function ofRecords(kind: ImportKind, format: "json" | "ndjson", text: string, whole: boolean): Preview {
  const pieces = objectsIn(text, previewRows);
  const problems: FileProblem[] = [];
  const records: Record<string, unknown>[] = [];
  for (const piece of pieces) {
    try {
      records.push(JSON.parse(piece) as Record<string, unknown>);
    } catch (error) {
      const why = error instanceof Error ? error.message : "it cannot be read";
      const text = `Record ${records.length + 1} is not valid JSON: ${why}.`;
      problems.push({ text, stops: format === "json" });
      break;
    }
  }
  if (whole && format === "json" && problems.length === 0 && !isJson(text)) {
    problems.push({ text: "The text is not valid JSON: nothing would be taken.", stops: true });
  } else if (records.length === 0 && problems.length === 0) {
    const text = "No record was found: an array of objects or one object a line is expected.";
    problems.push({ text, stops: true });
  }
  const columns = [...new Set(records.flatMap(Object.keys))];
  if (columns.length > 0) problems.push(...columnProblems(kind, format, columns));
  return {
    columns,
    rows: records.map((record) => columns.map((column) => cellText(record[column]))),
    problems,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The first objects of a text that may be cut off anywhere, each as it stands there. */
export function objectsIn(text: string, limit: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length && found.length < limit; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === "\\") at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') {
      quoted = true;
    } else if (sign === "{") {
      if (depth === 0) start = at;
      depth++;
    } else if (sign === "}" && depth > 0) {
      depth--;
      if (depth === 0) found.push(text.slice(start, at + 1));
    }
  }
  return found;
}

/** A value of a record in one cell: lists and objects in words, not as JSON. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(cellText).join("; ");
  if (typeof value !== "object") return String(value);
  const record = value as Record<string, unknown>;
  if (typeof record.name === "string") {
    const more = typeof record.quantity === "number" ? ` × ${record.quantity}` : "";
    return `${record.name}${more}`;
  }
  return Object.entries(record)
    .map(([name, each]) => `${name}: ${cellText(each)}`)
    .join(", ");
}
