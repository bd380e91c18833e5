import type { Format } from "@/lib/format";
import type { ConditionNode, FilterNode, Within } from "./rule-tree";
import type { Words } from "./vocabulary";
import { dateText, operatorLabel, spanText, valueText } from "./wording";

/** “within the last 90 days”, “between 1 Jan 1998 and 31 Jan 1998”. */
export function withinText(within: Within, format: Format): string {
  const day = (value: string | undefined) => (value === undefined ? "…" : dateText(value, format));
  if ("between" in within) return `between ${day(within.between[0])} and ${day(within.between[1])}`;
  if ("before" in within) return `before ${day(within.before)}`;
  if ("after" in within) return `after ${day(within.after)}`;
  return `within the last ${spanText(within, format)}`;
}

/** “with the item “Coffee””, “with an amount that is at least €20”. */
function filterText(filter: FilterNode, words: Words, format: Format): string {
  const field = words.filters.find((each) => each.name === filter.metric);
  const operator = words.operator(filter.operator);
  if (!field || !operator) return "";
  if (field.kind === "number") {
    const asked = operatorLabel(operator, "number");
    const value = valueText(filter.value, "number", operator, field, format);
    return `with an ${field.label.toLowerCase()} that ${asked} ${value}`;
  }
  const value = field.closed ? String(filter.value) : `“${String(filter.value)}”`;
  return `${filter.operator === "!=" ? "without" : "with"} the ${field.label.toLowerCase()} ${value}`;
}

/** Which orders, up to what is asked of them: “the number of orders within the last 90 days”. */
export function ordersPhrase(condition: ConditionNode, words: Words, format: Format): string {
  const label = words.measure(condition)?.label ?? "";
  const phrase = `the ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
  const narrowed = (condition.where ?? []).map((filter) => filterText(filter, words, format));
  if (condition.within) narrowed.push(withinText(condition.within, format));
  if (narrowed.length === 0) return phrase;
  return narrowed.length === 1 ? `${phrase} ${narrowed[0]}` : `${phrase} ${narrowed.join(", ")},`;
}

const named = (id: unknown, known: readonly { id: string; name: string }[], kind: string): string => {
  const name = known.find((each) => each.id === id)?.name;
  return name === undefined ? `${kind} ${String(id)}` : `“${name}”`;
};

/** A clause whose value stands inside it. */
export type Clause = readonly [before: string, value: string, after: string];

/** “a message of “Spring” to them was sent within the last 30 days”. */
export function campaignClause(condition: ConditionNode, words: Words, format: Format): Clause {
  const any = words.past(condition.metric)?.any;
  const which =
    condition.value === any ? "any campaign" : named(condition.value, words.campaigns, "campaign");
  const when = condition.within ? ` ${withinText(condition.within, format)}` : "";
  const not = condition.operator === "isNot";
  if (condition.measure === "enrolled") return [`they were ${not ? "not " : ""}enrolled in `, which, when];
  const done = condition.measure === "sent" ? " to them was sent" : " to them failed";
  return [`${not ? "no" : "a"} message of `, which, `${done}${when}`];
}

/** “they are in segment “Champions””. */
export function segmentClause(condition: ConditionNode, words: Words): Clause {
  const not = condition.operator === "notIn";
  const which = named(condition.value, words.segments, "");
  return [`they are ${not ? "not " : ""}in segment `, which.trim(), ""];
}
