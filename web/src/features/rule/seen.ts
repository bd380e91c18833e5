import type { Format } from "@/lib/format";
import type { ConditionNode } from "./rule-tree";
import { isDate } from "./value";
import type { Words } from "./vocabulary";
import { listText, numberText } from "./wording";

/** What was seen of a customer by one condition, in words; undefined where the answer itself says it. */
export function seenText(
  seen: unknown,
  condition: ConditionNode | undefined,
  words: Words,
  format: Format,
): string | undefined {
  const field = condition && words.fieldOf(condition);
  // Of a campaign or a segment it is only seen whether it is so.
  if (condition && !field && words.past(condition.metric)) return undefined;
  if (seen === null || seen === undefined) return "no value";
  if (typeof seen === "number") return field ? numberText(seen, field, format) : format.number(seen);
  if (typeof seen === "boolean") return seen ? "true" : "false";
  if (Array.isArray(seen)) return seen.length === 0 ? "no value" : listText(seen);
  if (isDate(seen)) return format.dateTime(seen);
  return `“${String(seen)}”`;
}
