import { type ConditionNode, type FilterNode, newId, type Within } from "./rule-tree";
import { isDate, isFilled, isSpan, startValue } from "./value";
import type { Measure, Past, Words } from "./vocabulary";

/** How a stretch of time is described. */
export type WithinMode = "any" | "last" | "between" | "before" | "after";

export function modeOf(within: Within | undefined): WithinMode {
  if (within === undefined) return "any";
  if ("between" in within) return "between";
  if ("before" in within) return "before";
  return "after" in within ? "after" : "last";
}

/** The stretch described another way; a date that was chosen stays. */
export function inMode(mode: WithinMode, before: Within | undefined): Within | undefined {
  const date =
    before === undefined
      ? undefined
      : "between" in before
        ? before.between[0]
        : "before" in before
          ? before.before
          : "after" in before
            ? before.after
            : undefined;
  switch (mode) {
    case "any":
      return undefined;
    case "last":
      return { days: undefined };
    case "between":
      return { between: [date, undefined] };
    case "before":
      return { before: date };
    case "after":
      return { after: date };
  }
}

function finishedWithin(within: Within | undefined): boolean {
  switch (modeOf(within)) {
    case "any":
      return true;
    case "last":
      return isSpan(within);
    case "between":
      return (within as { between: readonly unknown[] }).between.every(isDate);
    case "before":
      return isDate((within as { before: unknown }).before);
    case "after":
      return isDate((within as { after: unknown }).after);
  }
}

/** A further condition about the orders: the first thing one asks is what was bought. */
export function newFilter(words: Words, name?: string): FilterNode | undefined {
  const field = words.filters.find((each) => each.name === name) ?? words.filters[0];
  if (!field) return undefined;
  const usual = field.kind === "number" ? ">=" : "==";
  const operator = words.operator(field.operators.includes(usual) ? usual : (field.operators[0] ?? null));
  return {
    id: newId(),
    metric: field.name,
    operator: operator?.name ?? "",
    value: operator && startValue(operator, words.kindOfField(field)),
  };
}

function finishedFilter(filter: FilterNode, words: Words): boolean {
  const field = words.filters.find((each) => each.name === filter.metric);
  const operator = words.operator(filter.operator);
  return (
    field !== undefined &&
    operator !== undefined &&
    isFilled(filter.value, operator, words.kindOfField(field))
  );
}

/** A condition about the past in which there is something this builder has no editor for. */
export function foreignPast(condition: ConditionNode, past: Past, words: Words): boolean {
  const { operator, within, where = [] } = condition;
  const measure = words.measure(condition);
  if (past.measures.length > 0 ? !measure : condition.measure !== undefined) return true;
  const operators =
    measure && measure.operators.length > 0 ? measure.operators : past.operators.map((each) => each.name);
  if (operator !== null && !operators.includes(operator)) return true;
  if (within !== undefined && !past.within) return true;
  return where.some(
    (filter) =>
      !past.where.some((each) => each.name === filter.metric && each.operators.includes(filter.operator)),
  );
}

/** True when nothing is left to choose, but for the number that is asked of orders. */
export function finishedPast(condition: ConditionNode, words: Words): boolean {
  const chosen =
    words.fieldOf(condition) !== undefined || (typeof condition.value === "string" && condition.value !== "");
  return (
    chosen &&
    finishedWithin(condition.within) &&
    (condition.where ?? []).every((filter) => finishedFilter(filter, words))
  );
}

/** One entry of the field picker about the past: `orders count`, `segment`. */
export interface PastChoice {
  key: string;
  past: Past;
  measure: Measure | undefined;
  label: string;
}

const keyOf = (metric: string, measure: string | undefined) =>
  measure === undefined ? metric : `${metric} ${measure}`;

/** What the field picker calls the choice of a condition. */
export const choiceOf = ({ metric, measure }: ConditionNode): string | undefined =>
  metric === null ? undefined : keyOf(metric, measure);

export function pastChoices(words: Words): PastChoice[] {
  return words.history.flatMap((past): PastChoice[] => {
    if (past.measures.length === 0) return [{ key: past.name, past, measure: undefined, label: past.label }];
    return past.measures.map((measure) => ({
      key: keyOf(past.name, measure.name),
      past,
      measure,
      label: measure.operators.length > 0 ? measure.label : `${past.label}: ${measure.label.toLowerCase()}`,
    }));
  });
}

/** The condition after another question about the past was chosen: what still fits stays. */
export function withPast(
  condition: ConditionNode,
  { past, measure }: PastChoice,
  words: Words,
): Partial<ConditionNode> {
  const numbers = measure?.operators ?? [];
  const before = words.measure(condition);
  const same = condition.metric === past.name;
  const base = {
    metric: past.name,
    measure: measure?.name,
    within: past.within ? condition.within : undefined,
    where: same ? condition.where : undefined,
    as: undefined,
  };
  const allowed = numbers.length > 0 ? numbers : past.operators.map((each) => each.name);
  if (same && condition.operator !== null && allowed.includes(condition.operator)) {
    const kept = words.operator(condition.operator);
    const value = before?.unit === measure?.unit ? condition.value : kept && startValue(kept, "number");
    return { ...base, value };
  }
  const operator = numbers.includes(">=") ? ">=" : (allowed[0] ?? null);
  return { ...base, operator, value: numbers.length > 0 ? undefined : (past.any ?? undefined) };
}
