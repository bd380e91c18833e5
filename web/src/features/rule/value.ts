import type { ValueKind } from "./rule-tree";
import type { Operator } from "./vocabulary";

const dayForm = /^\d{4}-\d\d-\d\d$/;
const instantForm = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/;

/** A day or an instant as a rule writes it. */
export const isDate = (value: unknown): value is string =>
  typeof value === "string" && (dayForm.test(value) || instantForm.test(value));

/** `{"days": n}` or `{"hours": n}` with a whole number above zero. */
export function isSpan(value: unknown): boolean {
  const span = value as { days?: number; hours?: number } | undefined;
  const amount = span?.days ?? span?.hours;
  return Number.isInteger(amount) && (amount ?? 0) > 0;
}

function isValue(value: unknown, kind: ValueKind | undefined): boolean {
  switch (kind) {
    case "number":
      return typeof value === "number" && Number.isFinite(value);
    case "boolean":
      return typeof value === "boolean";
    case "date":
      return isDate(value);
    case "text":
    case "set":
      return typeof value === "string" && value.trim() !== "";
    case undefined:
      return false;
  }
}

/** True when a value has the shape its operator wants. */
export function isFilled(value: unknown, operator: Operator, kind: ValueKind | undefined): boolean {
  switch (operator.value) {
    case "none":
      return true;
    case "one":
      return isValue(value, kind);
    case "two":
      return Array.isArray(value) && value.length === 2 && value.every((each) => isValue(each, kind));
    case "list":
      return Array.isArray(value) && value.length > 0;
    case "duration":
      return isSpan(value);
  }
}

/** What an editor starts with. Nothing that a person has to decide. */
export function startValue(operator: Operator, kind: ValueKind | undefined): unknown {
  switch (operator.value) {
    case "list":
      return [];
    case "two":
      return [undefined, undefined];
    case "duration":
      return { days: undefined };
    case "one":
      return kind === "boolean" ? true : undefined;
    case "none":
      return undefined;
  }
}

/** As what a value is written: as chosen, as it looks, or the first kind that fits. */
export function kindOfValue(
  value: unknown,
  chosen: ValueKind | undefined,
  kinds: readonly ValueKind[],
): ValueKind | undefined {
  if (chosen && kinds.includes(chosen)) return chosen;
  const one: unknown = Array.isArray(value) ? value[0] : value;
  const seen: ValueKind | undefined =
    typeof one === "number"
      ? "number"
      : typeof one === "boolean"
        ? "boolean"
        : isDate(one)
          ? "date"
          : typeof one === "string"
            ? "text"
            : undefined;
  return seen && kinds.includes(seen) ? seen : kinds[0];
}

/** A value under another operator: it stays where its shape does. */
export function reshaped(
  value: unknown,
  before: Operator,
  after: Operator,
  sameKind: boolean,
): { value: unknown } | null {
  const shapes = `${before.value} ${after.value}`;
  if (before.value === after.value && sameKind) return { value };
  if (shapes === "one two" && sameKind) return { value: [value, undefined] };
  if (shapes === "two one" && sameKind) return { value: Array.isArray(value) ? value[0] : undefined };
  if (shapes === "one list" && typeof value === "string" && value !== "") return { value: [value] };
  if (shapes === "list one" && Array.isArray(value)) return { value: value[0] };
  return null;
}
