/** One line about a record. */
export interface RecordField {
  path: string;
  value: string;
}

/** The fields of a record, one line each, by their paths: `items[0].name`. */
export function recordFields(record: unknown, path = ""): RecordField[] {
  if (Array.isArray(record)) {
    if (record.length === 0) return [{ path, value: "none" }];
    return record.flatMap((each, index) => recordFields(each, `${path}[${index}]`));
  }
  if (record !== null && typeof record === "object") {
    const entries = Object.entries(record);
    if (entries.length === 0) return path === "" ? [] : [{ path, value: "none" }];
    return entries.flatMap(([name, each]) => recordFields(each, path === "" ? name : `${path}.${name}`));
  }
  return [{ path: path || "value", value: record === null ? "null" : String(record) }];
}

/** What names a record: its own id, or an address. */
export function recordTitle(record: unknown): string | null {
  if (record === null || typeof record !== "object") return null;
  const named = record as Record<string, unknown>;
  const found = ["externalId", "email", "customerExternalId", "id"]
    .map((name) => named[name])
    .find((value) => typeof value === "string" && value !== "");
  return (found as string | undefined) ?? null;
}
