import type { Api } from "@/api/types";
import { wordsOf } from "./vocabulary";

const numbers = ["==", "!=", ">", ">=", "<", "<=", "between"];
const dates = [...numbers, "withinLast", "olderThan"];
const texts = ["==", "!=", "contains", "notContains", "startsWith", "endsWith", "in", "notIn"];
const sets = ["has", "hasAny", "hasAll", "hasNone"];
const presence = ["isEmpty", "isNotEmpty"];

type Kinds = Api<"VocabularyOperator">["kinds"];
const operator = (
  name: string,
  label: string,
  kinds: Kinds,
  value: Api<"VocabularyOperator">["value"],
  labels?: Record<string, string>,
) => ({ name, label, kinds, value, ...(labels && { labels }) });

/** A vocabulary as the server sends it, for tests. */
export const vocabularyFixture: Api<"Vocabulary"> = {
  fields: [
    {
      name: "totalSpend",
      label: "Total spend",
      kind: "number",
      unit: "money",
      optional: false,
      operators: numbers,
    },
    { name: "visits", label: "Orders", kind: "number", unit: "count", optional: false, operators: numbers },
    {
      name: "lastPurchased",
      label: "Last order",
      kind: "date",
      unit: null,
      optional: true,
      operators: [...dates, ...presence],
    },
    {
      name: "city",
      label: "City",
      kind: "text",
      unit: null,
      optional: true,
      operators: [...texts, ...presence],
      values: ["Berlin", "Bern", "Lübeck"],
    },
    {
      name: "tags",
      label: "Tags",
      kind: "set",
      unit: null,
      optional: true,
      operators: [...sets, ...presence],
      values: ["vip", "wholesale"],
    },
    {
      name: "attributes.size",
      label: "size",
      kind: "attribute",
      unit: null,
      optional: true,
      operators: [...numbers, ...texts.slice(2), ...presence],
      kinds: ["number", "text"],
    },
    {
      name: "attributes.vip",
      label: "vip",
      kind: "attribute",
      unit: null,
      optional: true,
      operators: ["==", "!=", ...presence],
      kinds: ["boolean"],
    },
  ],
  operators: [
    operator("==", "is", ["number", "date", "text", "boolean"], "one", { date: "is on" }),
    operator("!=", "is not", ["number", "date", "text", "boolean"], "one", { date: "is not on" }),
    operator(">", "is more than", ["number", "date"], "one", { date: "is after" }),
    operator(">=", "is at least", ["number", "date"], "one", { date: "is on or after" }),
    operator("<", "is less than", ["number", "date"], "one", { date: "is before" }),
    operator("<=", "is at most", ["number", "date"], "one", { date: "is on or before" }),
    operator("between", "is between", ["number", "date"], "two"),
    operator("withinLast", "is within the last", ["date"], "duration"),
    operator("olderThan", "is older than", ["date"], "duration"),
    operator("contains", "contains", ["text"], "one"),
    operator("notContains", "does not contain", ["text"], "one"),
    operator("startsWith", "starts with", ["text"], "one"),
    operator("endsWith", "ends with", ["text"], "one"),
    operator("in", "is one of", ["text"], "list"),
    operator("notIn", "is none of", ["text"], "list"),
    operator("has", "include", ["set"], "one"),
    operator("hasAny", "include any of", ["set"], "list"),
    operator("hasAll", "include all of", ["set"], "list"),
    operator("hasNone", "include none of", ["set"], "list"),
    operator("isEmpty", "has no value", ["number", "date", "text", "boolean", "set"], "none", {
      set: "have no value",
    }),
    operator("isNotEmpty", "has a value", ["number", "date", "text", "boolean", "set"], "none"),
  ],
  history: [
    {
      name: "orders",
      label: "Orders",
      measures: [
        { name: "count", label: "Number of orders", unit: "count", operators: numbers },
        { name: "sum", label: "Sum of orders", unit: "money", operators: numbers },
        { name: "max", label: "Largest order", unit: "money", operators: [...numbers, ...presence] },
      ],
      operators: [],
      where: [
        { name: "item", label: "Item", kind: "text", operators: ["==", "!="] },
        { name: "amount", label: "Amount", kind: "number", operators: numbers },
        {
          name: "status",
          label: "Status",
          kind: "text",
          operators: ["==", "!="],
          values: ["Placed", "Completed", "Cancelled"],
        },
      ],
      within: true,
    },
    {
      name: "campaign",
      label: "Campaign",
      measures: [
        { name: "enrolled", label: "Enrolled", unit: null, operators: [] },
        { name: "sent", label: "Sent", unit: null, operators: [] },
        { name: "failed", label: "Failed", unit: null, operators: [] },
      ],
      operators: [
        { name: "is", label: "is" },
        { name: "isNot", label: "is not" },
      ],
      where: [],
      within: true,
      any: "any",
    },
    {
      name: "segment",
      label: "Segment",
      measures: [],
      operators: [
        { name: "in", label: "is in" },
        { name: "notIn", label: "is not in" },
      ],
      where: [],
      within: false,
    },
  ],
  items: ["Coffee", "Espresso machine"],
  segments: [{ id: "7", name: "Champions" }],
  campaigns: [{ id: "3", name: "Spring" }],
  limits: { depth: 3, conditions: 6, listValues: 5, textLength: 256, bytes: 65_536 },
};

export const wordsFixture = wordsOf(vocabularyFixture);
