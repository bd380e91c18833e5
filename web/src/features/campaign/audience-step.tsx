import { Users } from "lucide-react";
import { useState } from "react";
import { useWorkspace } from "@/api/me";
import type { Api } from "@/api/types";
import { AudienceEditor } from "@/features/rule/audience-editor";
import type { PreviewState } from "@/features/rule/use-preview";
import type { Words } from "@/features/rule/vocabulary";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { Segmented } from "@/ui/segmented";
import { SimulatedBadge } from "@/ui/simulated-badge";
import { Textarea } from "@/ui/textarea";
import { channelNames } from "./campaign-queries";
import { untitled } from "./draft-form";
import { SegmentAudience } from "./segment-audience";
import type { Draft } from "./use-draft";

const channels = [
  { value: "email", label: channelNames.email },
  { value: "sms", label: channelNames.sms },
] as const;

const sources = [
  { value: "rule", label: "Conditions" },
  { value: "segment", label: "Saved segment" },
] as const;
type Source = (typeof sources)[number]["value"];

export interface AudienceStepProps {
  draft: Draft;
  words: Words;
  preview: PreviewState;
}

/** First step: what the campaign is, and who it is for. */
export function AudienceStep({ draft, words, preview }: AudienceStepProps) {
  const workspace = useWorkspace();
  const [source, setSource] = useState<Source>(draft.form.segmentId === null ? "rule" : "segment");
  const above = (
    <>
      <About draft={draft} channels={workspace.channels} />
      <div className="-mb-3 flex flex-wrap items-center gap-3">
        <span aria-hidden className="font-medium">
          Who is it for
        </span>
        <Segmented<Source>
          label="Who is it for"
          value={source}
          options={sources}
          onChange={(next) => {
            setSource(next);
            if (next === "rule") draft.setForm({ segmentId: null });
          }}
        />
      </div>
    </>
  );
  if (source === "segment") {
    return (
      <SegmentAudience
        draft={draft}
        words={words}
        preview={preview}
        above={above}
        onOwn={() => setSource("rule")}
      />
    );
  }
  return (
    <AudienceEditor
      title="Audience"
      purpose="Everybody who matches when you launch. The count follows as you type."
      above={above}
      rule={draft.rule}
      dispatch={draft.dispatch}
      written={draft.written}
      words={words}
      preview={preview}
      channel={draft.form.channel}
      empty={(add, paste) => (
        <Everyone
          everyone={draft.everyone}
          total={preview.answer?.total}
          onEveryone={draft.setEveryone}
          onAdd={add}
          onPaste={paste}
        />
      )}
    />
  );
}

function About({ draft, channels: ways }: { draft: Draft; channels: readonly Api<"WorkspaceChannel">[] }) {
  const { form, setForm } = draft;
  const simulated = ways.find((way) => way.channel === form.channel)?.simulated ?? false;
  return (
    <Card>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_auto]">
        <FormField label="Name" error={draft.about("name")}>
          {(control) => (
            <Input
              {...control}
              dir="auto"
              maxLength={200}
              value={form.name}
              placeholder={untitled}
              onChange={(event) => setForm({ name: event.target.value })}
            />
          )}
        </FormField>
        <div className="flex flex-col gap-1">
          <span aria-hidden className="font-medium text-sm">
            Channel
          </span>
          <div className="flex h-8 items-center gap-3 touch:h-11">
            <Segmented
              label="Channel"
              value={form.channel}
              options={channels}
              onChange={(channel) => setForm({ channel })}
            />
            {simulated && <SimulatedBadge />}
          </div>
        </div>
        <FormField
          label="Objective"
          optional
          error={draft.about("objective")}
          hint="What it should achieve, in plain words. Suggestions for the message start from it."
          className="sm:col-span-2"
        >
          {(control) => (
            <Textarea
              {...control}
              dir="auto"
              rows={1}
              maxLength={2000}
              value={form.objective}
              placeholder="Win back customers who have not ordered for three months"
              onChange={(event) => setForm({ objective: event.target.value })}
              className="min-h-8 resize-none touch:min-h-11"
            />
          )}
        </FormField>
      </div>
    </Card>
  );
}

/** Before the first condition: everyone is a choice one makes, not what happens by itself. */
function Everyone({
  everyone,
  total,
  onEveryone,
  onAdd,
  onPaste,
}: {
  everyone: boolean;
  total: number | undefined;
  onEveryone(everyone: boolean): void;
  onAdd(): void;
  onPaste(): void;
}) {
  const format = useFormat();
  const all = total === undefined ? "" : `: ${plural(total, format.number(total), "customer")}`;
  return (
    <div className="flex flex-col items-center gap-4 rounded-lg border border-line-control border-dashed px-6 py-8 text-center">
      <Users aria-hidden className="size-5 text-faint" />
      <div>
        <p className="font-medium">{everyone ? `Everyone${all}` : "Who is it for?"}</p>
        <p className="mt-1 max-w-md text-balance text-muted">
          {everyone
            ? "Add a condition to narrow it down. Writing to everyone is confirmed once more at the launch."
            : "Describe them by what they spent, when they last ordered, where they live, or how they are tagged."}
        </p>
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        <Button onClick={onAdd}>Add the first condition</Button>
        <Button variant="ghost" aria-pressed={everyone} onClick={() => onEveryone(!everyone)}>
          {everyone ? "Not everyone" : "Everyone"}
        </Button>
        <Button variant="ghost" onClick={onPaste}>
          Paste a rule
        </Button>
      </div>
    </div>
  );
}
