import type { Api } from "@/api/types";
import type { Rule, RuleGroup } from "@/features/rule/rule-tree";
import type { Segment } from "./segment-queries";

/** A segment's name and what it is for, as they are typed. */
export interface SegmentForm {
  name: string;
  description: string;
}

export const formOf = (segment: Pick<Segment, "name" | "description"> | null): SegmentForm => ({
  name: segment?.name ?? "",
  description: segment?.description ?? "",
});

export const ruleOf = (segment: Segment | null): Rule | null => (segment?.rule as Rule | undefined) ?? null;

/** What is saved. */
export const inputOf = (form: SegmentForm, rule: Rule): Api<"SegmentInput"> => ({
  name: form.name.trim(),
  description: form.description.trim() || null,
  rule: rule as Api<"Rule">,
});

/** Why a segment cannot be saved as it stands; null if it can. */
export function obstacle(
  form: SegmentForm,
  unfinished: number,
): { field: "name" | "rule"; text: string } | null {
  if (form.name.trim() === "") return { field: "name", text: "Give the segment a name." };
  if (unfinished > 0) {
    const what = unfinished === 1 ? "the unfinished condition" : `the ${unfinished} unfinished conditions`;
    return { field: "rule", text: `Finish or remove ${what}: half of it would not be saved.` };
  }
  return null;
}

/** True if there is something a person would miss. A rule read from the server compares with itself as written. */
export const isDirty = (
  form: SegmentForm,
  rule: RuleGroup,
  saved: SegmentForm,
  savedRule: RuleGroup,
): boolean =>
  form.name !== saved.name ||
  form.description !== saved.description ||
  JSON.stringify(rule) !== JSON.stringify(savedRule);
