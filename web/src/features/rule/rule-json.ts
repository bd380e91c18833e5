import type { Rule } from "./rule-tree";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What is wrong with the shape of a rule, with its path; null if it can be shown. Its content is the server's to judge. */
function fault(value: unknown, path: string): string | null {
  const at = path === "" ? "The rule" : path;
  if (!isObject(value)) return `${at} is neither a group nor a condition.`;
  if ("rules" in value) {
    if (value.logic !== "AND" && value.logic !== "OR") return `${at}: “logic” is neither AND nor OR.`;
    if (!Array.isArray(value.rules)) return `${at}: “rules” is no list.`;
    if (value.not != null && typeof value.not !== "boolean") return `${at}: “not” is neither true nor false.`;
    for (const [index, each] of value.rules.entries()) {
      const found = fault(each, `${path === "" ? "" : `${path}.`}rules[${index}]`);
      if (found) return found;
    }
    return null;
  }
  if (typeof value.metric !== "string") return `${at} has no “metric” and no “rules”.`;
  if (typeof value.operator !== "string") return `${at} has no “operator”.`;
  if (value.where != null && !(Array.isArray(value.where) && value.where.every(isObject))) {
    return `${at}: “where” is no list of conditions.`;
  }
  return null;
}

/** A rule from a text: the JSON that this builder copies, or anything the API gives that holds a “rule”. */
export function readRule(text: string): { rule: Rule } | { error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: "This is no JSON." };
  }
  const rule = isObject(value) && isObject(value.rule) ? value.rule : value;
  const error = fault(rule, "");
  return error === null ? { rule: rule as unknown as Rule } : { error };
}
