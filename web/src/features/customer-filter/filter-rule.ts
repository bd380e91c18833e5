import { readRule } from "@/features/rule/rule-json";
import { type RuleGroup, treeOf, writeRule } from "@/features/rule/rule-tree";

/** The rule that an address filters by; null if there is none, or what stands there is no rule. */
export function filterRule(text: string): RuleGroup | null {
  if (text === "") return null;
  const read = readRule(text);
  if ("error" in read) return null;
  const { rule } = writeRule(treeOf(read.rule), () => true);
  return rule.rules.length === 0 ? null : rule;
}

/** How the address writes a rule; blank for one that asks nothing. */
export const filterText = (rule: RuleGroup): string => (rule.rules.length === 0 ? "" : JSON.stringify(rule));
