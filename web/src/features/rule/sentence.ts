import type { Format } from "@/lib/format";
import { isFinished, isForeign, kindOf } from "./condition";
import { campaignClause, ordersPhrase, segmentClause } from "./past-wording";
import type { ConditionNode, GroupNode, RuleNode } from "./rule-tree";
import type { Words } from "./vocabulary";
import { fieldPhrase, operatorLabel, valueText } from "./wording";

/** A stretch of a sentence; what a person chose stands out. */
export interface SentencePart {
  text: string;
  role: "words" | "value";
}

type Parts = SentencePart[];
const words = (text: string): SentencePart => ({ text, role: "words" });

function clause(condition: ConditionNode, vocabulary: Words, format: Format): Parts {
  if (isForeign(condition, vocabulary)) return unknown(condition);
  const past = vocabulary.past(condition.metric);
  const field = vocabulary.fieldOf(condition);
  const operator = vocabulary.operator(condition.operator);
  if (past && !field) {
    const [before, value, after] =
      past.where.length === 0 && past.measures.length > 0
        ? campaignClause(condition, vocabulary, format)
        : segmentClause(condition, vocabulary);
    return [words(before), { text: value, role: "value" }, ...(after === "" ? [] : [words(after)])];
  }
  if (!field || !operator) return unknown(condition);
  const kind = kindOf(condition, vocabulary) ?? (field.kind === "set" ? "set" : undefined);
  const value = valueText(condition.value, kind, operator, field, format);
  const subject = past ? ordersPhrase(condition, vocabulary, format) : fieldPhrase(field);
  const text = `${subject} ${operatorLabel(operator, kind)}`;
  return value === "" ? [words(text)] : [words(`${text} `), { text: value, role: "value" }];
}

const unknown = (condition: ConditionNode): Parts => [
  { text: `${condition.metric} ${condition.operator ?? ""}`.trim(), role: "value" },
];

/** A rule read back as a sentence without a full stop. What is unfinished is left out. */
export function sentence(root: GroupNode, vocabulary: Words, format: Format): Parts {
  const said = (node: RuleNode): boolean =>
    node.type === "condition"
      ? isFinished(node, vocabulary)
      : node.rules.length === 0 || node.rules.some((each) => said(each));

  const inside = (group: GroupNode): Parts => {
    const rules = group.rules.filter(said);
    if (rules.length === 0) return [words(group.logic === "AND" ? "everyone" : "nobody")];
    return rules.flatMap((node, index) =>
      index === 0 ? part(node) : [words(group.logic === "AND" ? " and " : " or "), ...part(node)],
    );
  };
  const bracketed = (before: string, group: GroupNode): Parts => [
    words(`${before}(`),
    ...inside(group),
    words(")"),
  ];
  const part = (node: RuleNode): Parts => {
    if (node.type === "condition") return clause(node, vocabulary, format);
    if (node.not) return bracketed("not ", node);
    return node.rules.filter(said).length === 1 ? inside(node) : bracketed("", node);
  };

  if (root.rules.length === 0) return [words((root.logic === "AND") === root.not ? "Nobody" : "Everyone")];
  if (!root.rules.some(said)) return [words("Everyone")];
  return [words("Customers where "), ...(root.not ? part(root) : inside(root))];
}

/** The same as one text. */
export const plainSentence = (parts: readonly SentencePart[]): string =>
  parts.map((part) => part.text).join("");

/** One condition as a sentence of its own, for its accessible name. */
export function conditionName(condition: ConditionNode, vocabulary: Words, format: Format): string {
  if (condition.metric === null) return "New condition";
  if (!isFinished(condition, vocabulary)) {
    const label = (vocabulary.fieldOf(condition) ?? vocabulary.past(condition.metric))?.label;
    return `Unfinished condition: ${label ?? condition.metric}`;
  }
  return `Condition: ${plainSentence(clause(condition, vocabulary, format))}`;
}
