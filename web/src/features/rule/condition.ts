import { finishedPast, foreignPast } from "./past";
import type { ConditionNode, ValueKind } from "./rule-tree";
import { isFilled, kindOfValue, reshaped, startValue } from "./value";
import type { Field, Operator, Words } from "./vocabulary";

/** What a kind of field is asked first. Only a start: the first of the field's own operators when it is not offered. */
const usual: Partial<Record<ValueKind, string>> = { number: ">=", date: "withinLast", set: "hasAny" };

const withoutPast = { measure: undefined, within: undefined, where: undefined } as const;

/** The condition after another field was chosen: what still fits stays. */
export function withField(condition: ConditionNode, field: Field, words: Words): Partial<ConditionNode> {
  const offered = words.operatorsOf(field);
  const before = words.field(condition.metric);
  const kept = offered.find((operator) => operator.name === condition.operator);
  const kind = kindOf(condition, words);
  const keeps =
    before?.kind === field.kind &&
    before.unit === field.unit &&
    kept !== undefined &&
    (kept.value === "none" || (kind !== undefined && words.kindsOf(field, kept).includes(kind)));
  if (keeps) return { ...withoutPast, metric: field.name, as: undefined };
  const first = words.kindOfField(field);
  const operator = offered.find((each) => first && each.name === usual[first]) ?? offered[0];
  return {
    ...withoutPast,
    metric: field.name,
    operator: operator?.name ?? null,
    value: operator && startValue(operator, words.kindsOf(field, operator)[0]),
    as: undefined,
  };
}

/** The condition after another operator was chosen: the value stays where its shape does. */
export function withOperator(
  condition: ConditionNode,
  operator: Operator,
  words: Words,
): Partial<ConditionNode> {
  const field = words.fieldOf(condition);
  const before = words.operator(condition.operator);
  if (!field || !before) return { operator: operator.name, value: undefined };
  const kind = kindOf(condition, words);
  const kinds = words.kindsOf(field, operator);
  const next = kind && kinds.includes(kind) ? kind : kinds[0];
  const kept = reshaped(condition.value, before, operator, next === kind);
  if (kept) return { operator: operator.name, ...kept };
  return { operator: operator.name, value: startValue(operator, next), as: undefined };
}

/** As what the value of a condition is written: chosen, seen from the value, or the first that fits. */
export function kindOf(condition: ConditionNode, words: Words): ValueKind | undefined {
  const field = words.fieldOf(condition);
  const operator = words.operator(condition.operator);
  if (!field || !operator) return undefined;
  return kindOfValue(condition.value, condition.as, words.kindsOf(field, operator));
}

/** A condition of a kind this builder has no editor for, e.g. from a newer API: shown, kept, not edited. */
export function isForeign(condition: ConditionNode, words: Words): boolean {
  if (condition.rest) return true;
  if (condition.metric === null) return false;
  const past = words.past(condition.metric);
  if (past) return foreignPast(condition, past, words);
  if (condition.measure !== undefined || condition.within || condition.where) return true;
  if (!words.field(condition.metric)) return true;
  return condition.operator !== null && !words.operator(condition.operator);
}

/** True when nothing is left to choose. Whether it makes sense is the server's to say. */
export function isFinished(condition: ConditionNode, words: Words): boolean {
  if (isForeign(condition, words)) return true;
  if (condition.metric === null || condition.operator === null) return false;
  if (words.past(condition.metric) && !finishedPast(condition, words)) return false;
  const field = words.fieldOf(condition);
  if (!field) return true;
  const operator = words.operator(condition.operator);
  return operator !== undefined && isFilled(condition.value, operator, kindOf(condition, words));
}
