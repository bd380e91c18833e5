import { type Dispatch, type ReactNode, useMemo, useState } from "react";
import { useWorkspace } from "@/api/me";
import type { ProblemError } from "@/api/problem";
import { capitalised } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Card } from "@/ui/card";
import { AudienceAnswer, AudienceFoot } from "./audience-answer";
import { FieldCard } from "./field-card";
import { RuleBuilder } from "./rule-builder";
import { RuleSentence } from "./rule-sentence";
import type { RuleAction, RuleState } from "./rule-state";
import { conditionsOf, nodeAt, type WrittenRule } from "./rule-tree";
import { sentence } from "./sentence";
import { useBreakdown } from "./use-breakdown";
import type { PreviewState } from "./use-preview";
import type { Words } from "./vocabulary";
import { WordsField } from "./words-field";

export interface AudienceEditorProps {
  title: string;
  purpose: string;
  rule: RuleState;
  dispatch: Dispatch<RuleAction | { type: "undo" } | { type: "redo" }>;
  written: WrittenRule;
  words: Words;
  preview: PreviewState;
  /** The channel a message goes by, where there is one. */
  channel?: "email" | "sms";
  /** Why the rule was not saved, where the count had nothing against it: a segment that would be in itself. */
  refusedLater?: ProblemError | null;
  /** Above the rule, e.g. the campaign's name. */
  above?: ReactNode;
  /** Shown instead of an empty rule. */
  empty(add: () => void, paste: () => void): ReactNode;
}

/** The builder, and the answer beside it: always in view, and about the rule on the screen. */
export function AudienceEditor({
  title,
  purpose,
  rule,
  dispatch,
  written,
  words,
  preview,
  channel,
  refusedLater = null,
  above,
  empty,
}: AudienceEditorProps) {
  const format = useFormat();
  const { currency } = useWorkspace();
  const { refused } = preview;
  const parts = useMemo(() => sentence(rule.root, words, format), [rule.root, words, format]);
  const tallies = useBreakdown(written, preview);
  const [at, setAt] = useState<string | null>(null);
  const edited = conditionsOf(rule.root).find((condition) => condition.id === at);
  const problems = useMemo(() => {
    const found = new Map<string, string>();
    for (const error of [...(refused?.errors ?? []), ...(refusedLater?.errors ?? [])]) {
      const node = nodeAt(error.path, written.places);
      if (node && !found.has(node)) found.set(node, capitalised(error.message));
    }
    return found;
  }, [refused, refusedLater, written]);
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_320px] 2xl:grid-cols-[minmax(0,1fr)_360px]">
      <div className="flex min-w-0 flex-col gap-6">
        {above}
        <Card title={title} purpose={purpose} className="min-w-0">
          <WordsField
            onRule={(root) => dispatch({ type: "replace", root })}
            onUndo={() => dispatch({ type: "undo" })}
          />
          {rule.root.rules.length > 0 && (
            <RuleSentence parts={parts} className="-mt-2 mb-3 border-line border-b pb-3" />
          )}
          <RuleBuilder
            state={rule}
            dispatch={dispatch}
            words={words}
            written={written}
            problems={problems}
            currency={currency}
            tallies={tallies}
            onFocusCondition={setAt}
            empty={empty}
          />
        </Card>
      </div>
      <div className="min-w-0 xl:sticky xl:top-6">
        <AudienceAnswer
          preview={preview}
          root={rule.root}
          written={written}
          tallies={tallies}
          words={words}
          channel={channel}
          onRemove={(id) => dispatch({ type: "remove", id })}
        >
          {edited && preview.answer && (
            <FieldCard condition={edited} words={words} total={preview.answer.total} />
          )}
        </AudienceAnswer>
      </div>
      <AudienceFoot preview={preview} channel={channel} />
    </div>
  );
}
