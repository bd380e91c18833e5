import { api } from "@/api/client";
import type { Api } from "@/api/types";
import type { ConditionNode, ValueKind } from "./rule-tree";

export type Field = Api<"VocabularyField">;
export type Operator = Api<"VocabularyOperator"> & {
  /** How it reads for a kind of value, where that differs. */
  labels?: Partial<Record<ValueKind, string>>;
};
export type Shape = Operator["value"];

/** Everything a rule can be made of, as the server says; new attributes appear within a minute. */
export const vocabularyOptions = () =>
  api.queryOptions("get", "/api/segments/vocabulary", {}, { staleTime: 60_000 });

const attributePrefix = "attributes.";
const attributeKinds: readonly ValueKind[] = ["number", "date", "text", "boolean"];

/** The vocabulary with its lookups. */
export interface Words {
  fields: readonly Field[];
  limits: Api<"RuleLimits">;
  field(metric: string | null): Field | undefined;
  operator(name: string | null): Operator | undefined;
  /** The operators one can choose for a field, in the vocabulary's order. */
  operatorsOf(field: Field): Operator[];
  /** As what the value of a condition may be written; several where an attribute leaves the choice. */
  kindsOf(field: Field, operator: Operator): ValueKind[];
  /** As what a field's values are seen, most of all. */
  kindOfField(field: Field): ValueKind | undefined;
}

export function wordsOf(vocabulary: Api<"Vocabulary">): Words {
  const fields = new Map(vocabulary.fields.map((field) => [field.name, field]));
  const operators = new Map<string, Operator>(
    vocabulary.operators.map((operator) => [operator.name, operator]),
  );

  const own = (field: Field): readonly ValueKind[] => {
    if (field.kind !== "attribute") return [field.kind];
    const seen = attributeKinds.filter((kind) => field.kinds?.includes(kind));
    return seen.length > 0 ? seen : attributeKinds;
  };
  const kindsOf = (field: Field, operator: Operator) =>
    own(field).filter((kind) => operator.kinds.includes(kind));

  /** An attribute nobody has at the moment: a rule may still ask for it. */
  const unseen = (metric: string): Field => ({
    name: metric,
    label: metric.slice(attributePrefix.length),
    kind: "attribute",
    unit: null,
    optional: true,
    operators: vocabulary.operators
      .filter((operator) => attributeKinds.some((kind) => operator.kinds.includes(kind)))
      .map((operator) => operator.name),
  });

  return {
    fields: vocabulary.fields,
    limits: vocabulary.limits,
    field: (metric) =>
      metric === null
        ? undefined
        : (fields.get(metric) ?? (metric.startsWith(attributePrefix) ? unseen(metric) : undefined)),
    operator: (name) => (name === null ? undefined : operators.get(name)),
    operatorsOf: (field) =>
      field.operators
        .map((name) => operators.get(name))
        .filter((operator) => operator !== undefined)
        .filter((operator) => operator.value === "none" || kindsOf(field, operator).length > 0),
    kindsOf,
    kindOfField: (field) => own(field)[0],
  };
}

/** What a kind of field is asked first. Only a start: the first of the field's own operators when it is not offered. */
const usual: Partial<Record<ValueKind, string>> = { number: ">=", date: "withinLast", set: "hasAny" };

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
  if (keeps) return { metric: field.name, as: undefined };
  const first = words.kindOfField(field);
  const operator = offered.find((each) => first && each.name === usual[first]) ?? offered[0];
  return {
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
  const field = words.field(condition.metric);
  const before = words.operator(condition.operator);
  if (!field || !before) return { operator: operator.name, value: undefined };
  const kind = kindOf(condition, words);
  const kinds = words.kindsOf(field, operator);
  const next = kind && kinds.includes(kind) ? kind : kinds[0];
  const { value } = condition;
  if (before.value === operator.value && next === kind) return { operator: operator.name };
  if (before.value === "one" && operator.value === "two" && next === kind) {
    return { operator: operator.name, value: [value, undefined] };
  }
  if (before.value === "two" && operator.value === "one" && next === kind) {
    return { operator: operator.name, value: Array.isArray(value) ? value[0] : undefined };
  }
  if (before.value === "one" && operator.value === "list" && typeof value === "string" && value !== "") {
    return { operator: operator.name, value: [value] };
  }
  if (before.value === "list" && operator.value === "one" && Array.isArray(value)) {
    return { operator: operator.name, value: value[0] };
  }
  return { operator: operator.name, value: startValue(operator, next), as: undefined };
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

const dayForm = /^\d{4}-\d\d-\d\d$/;
const instantForm = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/;
const isDate = (value: unknown) =>
  typeof value === "string" && (dayForm.test(value) || instantForm.test(value));

/** As what the value of a condition is written: chosen, seen from the value, or the first that fits. */
export function kindOf(condition: ConditionNode, words: Words): ValueKind | undefined {
  const field = words.field(condition.metric);
  const operator = words.operator(condition.operator);
  if (!field || !operator) return undefined;
  const kinds = words.kindsOf(field, operator);
  if (condition.as && kinds.includes(condition.as)) return condition.as;
  const value = Array.isArray(condition.value) ? condition.value[0] : condition.value;
  const seen: ValueKind | undefined =
    typeof value === "number"
      ? "number"
      : typeof value === "boolean"
        ? "boolean"
        : isDate(value)
          ? "date"
          : typeof value === "string"
            ? "text"
            : undefined;
  return seen && kinds.includes(seen) ? seen : kinds[0];
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

/** A condition of a kind this builder has no editor for, e.g. from a newer API: shown, kept, not edited. */
export function isForeign(condition: ConditionNode, words: Words): boolean {
  if (condition.rest) return true;
  if (condition.metric === null) return false;
  if (!words.field(condition.metric)) return true;
  return condition.operator !== null && !words.operator(condition.operator);
}

/** True when nothing is left to choose. Whether it makes sense is the server's to say. */
export function isFinished(condition: ConditionNode, words: Words): boolean {
  if (isForeign(condition, words)) return true;
  const field = words.field(condition.metric);
  const operator = words.operator(condition.operator);
  if (!field || !operator) return false;
  const { value } = condition;
  const kind = kindOf(condition, words);
  switch (operator.value) {
    case "none":
      return true;
    case "one":
      return isValue(value, kind);
    case "two":
      return Array.isArray(value) && value.length === 2 && value.every((each) => isValue(each, kind));
    case "list":
      return Array.isArray(value) && value.length > 0;
    case "duration": {
      const span = value as { days?: number; hours?: number } | undefined;
      const amount = span?.days ?? span?.hours;
      return Number.isInteger(amount) && (amount ?? 0) > 0;
    }
  }
}
