import { useQuery } from "@tanstack/react-query";
import { useMemo, useReducer } from "react";
import { useWorkspace } from "@/api/me";
import { isFinished } from "@/features/rule/condition";
import { RuleBuilder } from "@/features/rule/rule-builder";
import { ruleReducer, startState } from "@/features/rule/rule-state";
import { nodeAt, type RuleGroup, treeOf, writeRule } from "@/features/rule/rule-tree";
import { useBreakdown } from "@/features/rule/use-breakdown";
import { usePreview } from "@/features/rule/use-preview";
import { vocabularyOptions, type Words, wordsOf } from "@/features/rule/vocabulary";
import { capitalised, plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Button } from "@/ui/button";
import { ErrorState } from "@/ui/error-state";
import { SidePanel } from "@/ui/side-panel";
import { SkeletonLines } from "@/ui/skeleton";

export interface FilterPanelProps {
  open: boolean;
  /** What the list is filtered by; null shows everybody. */
  rule: RuleGroup | null;
  onClose(): void;
  onShow(rule: RuleGroup): void;
}

/** The rule builder beside the list of customers. */
export function FilterPanel({ open, rule, onClose, onShow }: FilterPanelProps) {
  const vocabulary = useQuery({ ...vocabularyOptions(), enabled: open });
  const words = useMemo(() => vocabulary.data && wordsOf(vocabulary.data), [vocabulary.data]);
  if (open && words) return <Building key={JSON.stringify(rule)} {...{ rule, words, onClose, onShow }} />;
  return (
    <SidePanel open={open} onOpenChange={(next) => !next && onClose()} title={title} className={wide}>
      <div className="p-4">
        {vocabulary.isError ? (
          <ErrorState
            error={vocabulary.error}
            title="The fields could not be loaded"
            onRetry={() => void vocabulary.refetch()}
            busy={vocabulary.isFetching}
          />
        ) : (
          <SkeletonLines lines={6} />
        )}
      </div>
    </SidePanel>
  );
}

const title = "Filter customers";
const wide = "md:max-w-[680px]";

function Building({ rule, words, onClose, onShow }: Omit<FilterPanelProps, "open"> & { words: Words }) {
  const format = useFormat();
  const { currency } = useWorkspace();
  const [state, dispatch] = useReducer(ruleReducer, undefined, () => startState(treeOf(rule)));
  const written = useMemo(
    () => writeRule(state.root, (each) => isFinished(each, words)),
    [state.root, words],
  );
  const preview = usePreview(written.rule);
  const tallies = useBreakdown(written, preview);
  const { answer, counting, refused, loading } = preview;
  const problems = useMemo(() => {
    const found = new Map<string, string>();
    for (const error of refused?.errors ?? []) {
      const node = nodeAt(error.path, written.places);
      if (node && !found.has(node)) found.set(node, capitalised(error.message));
    }
    return found;
  }, [refused, written]);
  const ready = answer !== undefined && !counting && !refused;
  const shows = ready
    ? `Show ${plural(answer.count, format.number(answer.count), "customer")}`
    : loading === null
      ? "Show them"
      : `Reading the customers: ${format.percent(loading, 1)}`;
  return (
    <SidePanel
      open
      onOpenChange={(next) => !next && onClose()}
      title={title}
      subtitle="The list shows everybody these conditions match."
      className={wide}
      footer={
        <>
          {written.unfinished > 0 && (
            <p className="mr-auto self-center text-sm text-warn-text">
              Ignoring {plural(written.unfinished, String(written.unfinished), "unfinished condition")}
            </p>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={Boolean(refused)} onClick={() => onShow(written.rule)}>
            {shows}
          </Button>
        </>
      }
    >
      <div className="p-4">
        <RuleBuilder
          state={state}
          dispatch={dispatch}
          words={words}
          written={written}
          problems={problems}
          currency={currency}
          tallies={tallies}
          empty={(add, paste) => (
            <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line-control border-dashed p-4">
              <p className="text-muted">Without a condition the list shows everybody.</p>
              <div className="flex flex-wrap gap-2">
                <Button onClick={add}>Add the first condition</Button>
                <Button variant="ghost" onClick={paste}>
                  Paste a rule
                </Button>
              </div>
            </div>
          )}
        />
      </div>
    </SidePanel>
  );
}
