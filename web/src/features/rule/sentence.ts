import type { Format } from "@/lib/format";
import type { ConditionNode, GroupNode, RuleNode } from "./rule-tree";
import { isFinished, isForeign, kindOf, type Words } from "./vocabulary";
import { fieldPhrase, operatorLabel, valueText } from "./wording";

/** A stretch of a sentence; what a person chose stands out. */
export interface SentencePart {
  text: string;
  role: "words" | "value";
}

type Parts = SentencePart[];
const words = (text: string): SentencePart => ({ text, role: "words" });

function clause(condition: ConditionNode, vocabulary: Words, format: Format): Parts {
  const field = vocabulary.field(condition.metric);
  const operator = vocabulary.operator(condition.operator);
  if (isForeign(condition, vocabulary) || !field || !operator) {
    return [{ text: `${condition.metric} ${condition.operator ?? ""}`.trim(), role: "value" }];
  }
  const kind = kindOf(condition, vocabulary) ?? (field.kind === "set" ? "set" : undefined);
  const value = valueText(condition.value, kind, operator, field, format);
  const text = `${fieldPhrase(field)} ${operatorLabel(operator, kind)}`;
  return value === "" ? [words(text)] : [words(`${text} `), { text: value, role: "value" }];
}

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
    return `Unfinished condition: ${vocabulary.field(condition.metric)?.label ?? condition.metric}`;
  }
  return `Condition: ${plainSentence(clause(condition, vocabulary, format))}`;
}
