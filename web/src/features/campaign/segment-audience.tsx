import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { Link } from "react-router";
import { AudienceAnswer, AudienceFoot } from "@/features/rule/audience-answer";
import { KnownEditor } from "@/features/rule/editors/known-editor";
import { RuleSentence } from "@/features/rule/rule-sentence";
import { type Rule, treeOf, writeRule } from "@/features/rule/rule-tree";
import { sentence } from "@/features/rule/sentence";
import { noTallies } from "@/features/rule/use-breakdown";
import type { PreviewState } from "@/features/rule/use-preview";
import type { Words } from "@/features/rule/vocabulary";
import { segmentOptions } from "@/features/segment/segment-queries";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import type { Draft } from "./use-draft";

export interface SegmentAudienceProps {
  draft: Draft;
  words: Words;
  preview: PreviewState;
  above: ReactNode;
  /** The segment's conditions became the campaign's own. */
  onOwn(): void;
}

/** The campaign goes to whoever is in a saved segment when it is launched. */
export function SegmentAudience({ draft, words, preview, above, onOwn }: SegmentAudienceProps) {
  const id = draft.form.segmentId;
  const written = useMemo(() => writeRule(treeOf(draft.audience), () => true), [draft.audience]);
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_320px] 2xl:grid-cols-[minmax(0,1fr)_360px]">
      <div className="flex min-w-0 flex-col gap-6">
        {above}
        <Card
          title="Saved segment"
          purpose="Everybody who is in it when you launch. Later changes of the segment change nothing then."
        >
          <FormField label="Segment" error={draft.about("segmentId")}>
            {({ id: control }) => (
              <KnownEditor
                id={control}
                kind="segment"
                label="Segment"
                value={id}
                known={words.segments}
                invalid={draft.about("segmentId") !== undefined}
                onChange={(segmentId) => draft.setForm({ segmentId })}
              />
            )}
          </FormField>
          {id !== null && (
            <Chosen
              id={id}
              words={words}
              onCopy={(rule) => {
                draft.dispatch({ type: "replace", root: treeOf(rule) });
                draft.setForm({ segmentId: null });
                onOwn();
              }}
            />
          )}
        </Card>
      </div>
      {id !== null && (
        <div className="min-w-0 xl:sticky xl:top-6">
          <AudienceAnswer
            preview={preview}
            root={treeOf(draft.audience)}
            written={written}
            tallies={noTallies}
            words={words}
            channel={draft.form.channel}
          />
        </div>
      )}
      {id !== null && <AudienceFoot preview={preview} channel={draft.form.channel} />}
    </div>
  );
}

function Chosen({ id, words, onCopy }: { id: string; words: Words; onCopy(rule: Rule): void }) {
  const format = useFormat();
  const segment = useQuery(segmentOptions(id));
  const rule = segment.data?.rule as Rule | undefined;
  const parts = useMemo(
    () => (rule ? sentence(treeOf(rule), words, format) : undefined),
    [rule, words, format],
  );
  if (segment.isError) {
    return (
      <ErrorNote error={segment.error} className="mt-4">
        Choose another segment.
      </ErrorNote>
    );
  }
  if (!parts || !rule) return null;
  return (
    <div className="mt-4 flex flex-col gap-3 border-line border-t pt-4">
      <RuleSentence parts={parts} />
      <div className="flex flex-wrap gap-2">
        <Button size="sm" asChild>
          <Link to={paths.segment(id)} target="_blank">
            Open the segment
          </Link>
        </Button>
        <Button size="sm" onClick={() => onCopy(rule)}>
          Copy its conditions to change them here
        </Button>
      </div>
    </div>
  );
}
