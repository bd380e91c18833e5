import type { Api } from "@/api/types";

export type ImportKind = Api<"ImportKind">;

export interface FileColumn {
  name: string;
  about: string;
}

/** The columns of a file, by the names of the API's fields. */
export const fileColumns: Record<ImportKind, readonly FileColumn[]> = {
  customers: [
    { name: "externalId", about: "Your own id. This or an email is needed; the same id again updates." },
    { name: "email", about: "This or your own id is needed." },
    { name: "phone", about: "For messages by SMS, e.g. +49 151 1234567." },
    { name: "name", about: "As they are addressed." },
    { name: "city", about: "Where they live." },
    { name: "tags", about: "Separated by semicolons in CSV: vip; newsletter." },
    { name: "consent.email", about: "granted, withdrawn or unknown." },
    { name: "consent.sms", about: "granted, withdrawn or unknown." },
    { name: "attributes.NAME", about: "A field of your own: a number, true, false or text." },
  ],
  orders: [
    { name: "externalId", about: "Your own id of the order. With it, importing twice doubles nothing." },
    { name: "email", about: "The customer’s. This or customerExternalId is needed." },
    { name: "customerExternalId", about: "Your own id of the customer." },
    { name: "amount", about: "Needed. A number such as 12.50; zero is fine." },
    { name: "refundedAmount", about: "What of it was paid back." },
    { name: "items", about: "Separated by semicolons in CSV: Coffee; Filter paper." },
    { name: "orderDate", about: "2026-11-01 or 2026-11-01T14:05:00Z; now when absent." },
    { name: "status", about: "Placed, Completed or Cancelled. Cancelled does not count." },
  ],
};

/** How a file is written. */
export type FileFormat = "csv" | "json" | "ndjson";

const nested = ["consent", "attributes"];

/** The column as the API writes it, if the server knows it. */
export function knownColumn(kind: ImportKind, format: FileFormat, header: string): string | null {
  const name = header.trim();
  const plain = fileColumns[kind].map((column) => column.name).filter((each) => !each.includes("."));
  if (format !== "csv") {
    const known = [...plain, ...(kind === "customers" ? nested : [])];
    return known.includes(name) ? name : null;
  }
  const found = plain.find((each) => each.toLowerCase() === name.toLowerCase());
  if (found) return found;
  if (kind !== "customers") return null;
  if (name === "consent.email" || name === "consent.sms") return name;
  return name.startsWith("attributes.") && name.length > "attributes.".length ? name : null;
}

/** What would go wrong; `stops`: nothing of the file would be taken. */
export interface FileProblem {
  text: string;
  stops: boolean;
}

/** What in the columns would go wrong, in sentences; nothing when they are fine. */
export function columnProblems(
  kind: ImportKind,
  format: FileFormat,
  headers: readonly string[],
): FileProblem[] {
  const csv = format === "csv";
  if (csv && headers.length === 1 && /[;\t|]/.test(headers[0] ?? "")) {
    const sign = /\t/.test(headers[0] ?? "") ? "tabs" : "another sign";
    const text = `The columns seem to be separated by ${sign}: save the file with commas between them.`;
    return [{ text, stops: true }];
  }
  const problems: FileProblem[] = [];
  // The header of a CSV speaks for every row; of records, only the first ones are known here.
  const say = (text: string, stops = csv) => problems.push({ text, stops });
  const known = headers.map((header) => knownColumn(kind, format, header));
  const unknown = headers.filter((_, index) => known[index] === null);
  if (unknown.length > 0) {
    const names = unknown.map((name) => `“${name}”`).join(", ");
    const own = kind === "customers" ? ", or call it attributes.NAME to keep it as a field of your own" : "";
    say(
      csv
        ? `There is no column ${names}: nothing would be taken. Rename or remove it${own}.`
        : `There is no field ${names}: records that have it are rejected.`,
    );
  }
  const repeated = known.filter((name, index) => name !== null && known.indexOf(name) !== index);
  if (repeated.length > 0) say(`The column “${repeated[0]}” stands twice: nothing would be taken.`);
  const has = (name: string) => known.includes(name);
  if (kind === "customers" && !has("externalId") && !has("email")) {
    say("Neither externalId nor email is there: every customer needs one of them.");
  }
  if (kind === "orders" && !has("amount")) say("The amount is not there: every order needs one.");
  if (kind === "orders" && !has("email") && !has("customerExternalId")) {
    say("Neither email nor customerExternalId is there: every order needs a customer.");
  }
  return problems;
}
