import { api } from "@/api/client";
import type { Api } from "@/api/types";
import type { ConditionNode, ValueKind } from "./rule-tree";

export type Field = Api<"VocabularyField"> & {
  /** There are no values but the known ones. */
  closed?: boolean;
};
export type Operator = Api<"VocabularyOperator"> & {
  /** How it reads for a kind of value, where that differs. */
  labels?: Partial<Record<ValueKind, string>>;
};
export type Shape = Operator["value"];
/** Something of a customer's past that can be asked about: orders, campaigns, segments. */
export type Past = Api<"VocabularyHistory">;
export type Measure = Api<"VocabularyMeasure">;

/** Everything a rule can be made of, as the server says; new attributes appear within a minute. */
export const vocabularyOptions = () =>
  api.queryOptions("get", "/api/segments/vocabulary", {}, { staleTime: 60_000 });

const attributePrefix = "attributes.";
const attributeKinds: readonly ValueKind[] = ["number", "date", "text", "boolean"];

/** The vocabulary with its lookups. */
export interface Words {
  fields: readonly Field[];
  history: readonly Past[];
  segments: readonly Api<"VocabularyName">[];
  campaigns: readonly Api<"VocabularyName">[];
  limits: Api<"RuleLimits">;
  field(metric: string | null): Field | undefined;
  past(metric: string | null): Past | undefined;
  measure(condition: Pick<ConditionNode, "metric" | "measure">): Measure | undefined;
  /** What the value of a condition is compared with: a field, or the number that is asked of orders. */
  fieldOf(condition: Pick<ConditionNode, "metric" | "measure">): Field | undefined;
  /** What decides which orders are looked at, as fields. */
  filters: readonly Field[];
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

  const field = (metric: string | null) =>
    metric === null
      ? undefined
      : (fields.get(metric) ?? (metric.startsWith(attributePrefix) ? unseen(metric) : undefined));
  const past = (metric: string | null) => vocabulary.history.find((entry) => entry.name === metric);
  const measure: Words["measure"] = (condition) =>
    past(condition.metric)?.measures.find((each) => each.name === condition.measure);
  const numberOf = ({ name, label, unit, operators }: Measure): Field => ({
    name,
    label,
    kind: "number",
    unit,
    optional: operators.includes("isEmpty"),
    operators,
  });
  const filters = vocabulary.history.flatMap((entry) =>
    entry.where.map(({ values, ...filter }): Field => {
      const known = values ?? (filter.kind === "text" ? vocabulary.items : null);
      return {
        ...filter,
        unit: filter.kind === "number" ? "money" : null,
        optional: false,
        ...(known && { values: known }),
        closed: values != null,
      };
    }),
  );

  return {
    fields: vocabulary.fields,
    history: vocabulary.history,
    segments: vocabulary.segments,
    campaigns: vocabulary.campaigns,
    limits: vocabulary.limits,
    field,
    past,
    measure,
    fieldOf: (condition) => {
      if (!past(condition.metric)) return field(condition.metric);
      const asked = measure(condition);
      return asked && asked.operators.length > 0 ? numberOf(asked) : undefined;
    },
    filters,
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
