const keyOf = (id: string) => `minicrm.import.${id}.rows`;

/** Keeps how many rows this browser counted in the file of an import, for “X of Y”. */
export function rememberRows(id: string, rows: number | null): void {
  if (rows === null) return;
  try {
    sessionStorage.setItem(keyOf(id), String(rows));
  } catch {
    // Storage may be forbidden: the progress then has no end in view.
  }
}

/** How many rows the file of an import has; null where another browser sent it. */
export function rowsOf(id: string): number | null {
  try {
    const known = Number.parseInt(sessionStorage.getItem(keyOf(id)) ?? "", 10);
    return Number.isFinite(known) ? known : null;
  } catch {
    return null;
  }
}
