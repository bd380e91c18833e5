import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useFormat } from "@/lib/format-context";
import { type Rule, type RuleGroup, treeOf, type WrittenRule } from "./rule-tree";
import { plainSentence, sentence } from "./sentence";
import { previewOptions } from "./use-preview";
import type { Words } from "./vocabulary";

/** More questions than this are not worth the answer. */
const most = 12;

/** The rule without one of the parts of its outermost group. */
export function withoutEach(rule: RuleGroup): { removed: Rule; rest: RuleGroup }[] {
  if (rule.logic !== "AND" || rule.not || rule.rules.length < 2 || rule.rules.length > most) return [];
  return rule.rules.map((removed, at) => ({
    removed,
    rest: { ...rule, rules: rule.rules.filter((_, index) => index !== at) },
  }));
}

/** When nobody matches: the part whose removal brings back the most. */
export function BestRemoval({ written, words }: { written: WrittenRule; words: Words }) {
  const format = useFormat();
  const choices = useMemo(() => withoutEach(written.rule), [written]);
  const best = useQueries({
    queries: choices.map((choice) => previewOptions(choice.rest)),
    combine: (answers) => {
      const counts = answers.map((answer) => answer.data?.count ?? 0);
      const highest = Math.max(0, ...counts);
      const choice = choices[counts.indexOf(highest)];
      return highest > 0 && choice ? { ...choice, count: highest } : null;
    },
  });
  if (!best) return <p className="text-muted text-sm">Nobody matches all of this.</p>;
  const parts = sentence(treeOf(best.removed), words, format).slice(1);
  return (
    <p className="text-muted text-sm">
      Nobody matches all of this. Without <span className="text-ink">{plainSentence(parts)}</span> it would be{" "}
      <span className="tabular font-medium text-ink">{format.number(best.count)}</span>.
    </p>
  );
}
