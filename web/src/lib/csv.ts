function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  return /[",\r\n]/.test(value) || value !== value.trim() ? `"${value.replaceAll('"', '""')}"` : value;
}

/** Rows of our own as CSV (RFC 4180). What people wrote is exported by the server, which takes formulas out of it. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
