import type { Format } from "@/lib/format";
import { plural } from "@/lib/format";
import type { ValueKind } from "./rule-tree";
import type { Field, Operator } from "./vocabulary";

/** An operator between field and value, in a row and in a sentence: a date “is after” what a number “is more than”. */
export function operatorLabel(operator: Operator, kind: ValueKind | undefined): string {
  return (kind && operator.labels?.[kind]) ?? operator.label;
}

/** A field inside a sentence: “the number of orders”, “total spend”, “the attribute size”. */
export function fieldPhrase(field: Field): string {
  if (field.kind === "attribute") return `the attribute ${field.label}`;
  const label = field.label.charAt(0).toLowerCase() + field.label.slice(1);
  return field.unit === "count" ? `the number of ${label}` : `the ${label}`;
}

const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const dayForm = /^\d{4}-\d\d-\d\d$/;

/** A day as such, which is the same in every zone; an instant with its time in the workspace's zone. */
export function dateText(value: string, format: Format): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  return dayForm.test(value) ? dayFormat.format(at) : format.dateTime(value);
}

export function numberText(value: number, field: Field, format: Format): string {
  if (field.unit !== "money") return format.number(value);
  return Number.isInteger(value) && Math.abs(value) < 1_000_000
    ? format.moneyCompact(value)
    : format.money(value);
}

export function spanText(value: unknown, format: Format): string {
  const span = value as { days?: number; hours?: number } | null;
  if (span && typeof span.hours === "number") return plural(span.hours, format.number(span.hours), "hour");
  if (span && typeof span.days === "number") return plural(span.days, format.number(span.days), "day");
  return "…";
}

const quoted = (value: unknown) => `“${String(value)}”`;
const namedInList = 5;

/** The first few values of a list, and how many more there are. */
export function listText(values: readonly unknown[]): string {
  const named = values.slice(0, namedInList).map(quoted).join(", ");
  const more = values.length - namedInList;
  return more > 0 ? `${named} and ${more} more` : named;
}

/** A value as it reads in a sentence. */
export function valueText(
  value: unknown,
  kind: ValueKind | undefined,
  operator: Operator,
  field: Field,
  format: Format,
): string {
  const one = (each: unknown): string => {
    if (typeof each === "number") return numberText(each, field, format);
    if (typeof each === "boolean") return each ? "true" : "false";
    if (kind === "date" && typeof each === "string") return dateText(each, format);
    return quoted(each);
  };
  switch (operator.value) {
    case "none":
      return "";
    case "one":
      return one(value);
    case "two":
      return Array.isArray(value) ? `${one(value[0])} and ${one(value[1])}` : "…";
    case "list":
      return Array.isArray(value) ? listText(value) : "…";
    case "duration":
      return spanText(value, format);
  }
}
