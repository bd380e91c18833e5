/** Cells a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/;

function cell(value: string | number, harmless: boolean): string {
  if (typeof value === "number") return String(value);
  const safe = harmless && formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export interface CsvOptions {
  /** For spreadsheets: text that they would run as a formula gets a leading apostrophe. */
  harmless?: boolean;
}

/** Rows as CSV (RFC 4180). */
export function csvOf(
  rows: readonly (readonly (string | number)[])[],
  { harmless = false }: CsvOptions = {},
): string {
  return rows.map((row) => `${row.map((value) => cell(value, harmless)).join(",")}\r\n`).join("");
}
