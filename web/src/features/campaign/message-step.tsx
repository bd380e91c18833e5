import { useQuery } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { Link } from "react-router";
import { useWorkspace } from "@/api/me";
import type { Api } from "@/api/types";
import { Suggestions } from "@/features/suggestion/suggestions";
import type { SuggestionRounds } from "@/features/suggestion/use-suggestions";
import { capitalised, plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Card } from "@/ui/card";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Skeleton } from "@/ui/skeleton";
import { showDone } from "@/ui/toast";
import { variablesOptions } from "./campaign-queries";
import { RenderedFrame } from "./message-preview";
import { RecipientPicker } from "./recipient-picker";
import { insertAtCaret, TemplateField } from "./template-field";
import type { Draft } from "./use-draft";
import type { useRendered } from "./use-rendered";
import { VariableChips } from "./variable-chips";

export interface MessageStepProps {
  draft: Draft;
  rendered: ReturnType<typeof useRendered>;
  sample: readonly Api<"Customer">[];
  onRecipient(id: string): void;
  suggestions: SuggestionRounds;
}

/** Second step: the text, and how it reads for a real customer. */
export function MessageStep({ draft, rendered, sample, onRecipient, suggestions }: MessageStepProps) {
  const { form, setForm } = draft;
  const variables = useQuery(variablesOptions());
  const known = variables.data?.items ?? [];

  function take(variant: Api<"SuggestionVariant">) {
    const before = { subject: form.subject, body: form.body };
    setForm({ body: variant.body, ...(variant.subject !== null && { subject: variant.subject }) });
    if (before.body.trim() !== "") {
      showDone("The message was replaced", { label: "Undo", onClick: () => setForm(before) });
    }
  }

  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
      <div className="flex min-w-0 flex-col gap-6">
        <Suggestions
          channel={form.channel}
          objective={form.objective}
          onObjective={(objective) => setForm({ objective })}
          variables={known}
          current={form}
          onTake={take}
          rule={draft.described ? (draft.written.rule as Api<"Rule">) : null}
          suggestions={suggestions}
          voice={<VoiceHint />}
        />
        <Editor draft={draft} rendered={rendered} variables={known} />
      </div>
      <Preview draft={draft} rendered={rendered} sample={sample} onRecipient={onRecipient} />
    </div>
  );
}

function Editor({
  draft,
  rendered,
  variables,
}: Pick<MessageStepProps, "draft" | "rendered"> & { variables: readonly Api<"Variable">[] }) {
  const format = useFormat();
  const { form, setForm } = draft;
  const subject = useRef<HTMLTextAreaElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  const [last, setLast] = useState<RefObject<HTMLTextAreaElement | null>>(body);
  const about = (path: string) => {
    const found = rendered.errors
      .filter((error) => error.path === path)
      .map((error) => capitalised(error.message));
    if (found.length > 1) return `${found[0]} (and ${found.length - 1} more)`;
    return found[0] ?? (rendered.stale ? undefined : draft.about(path));
  };

  function insert(text: string) {
    const field = form.channel === "email" && last === subject ? subject : body;
    if (!field.current) return;
    insertAtCaret(field.current, text, (value) =>
      setForm(field === subject ? { subject: value } : { body: value }),
    );
  }

  const shown = rendered.rendered;
  const counted =
    shown && !rendered.stale && shown.body !== ""
      ? shown.segments === null
        ? plural(shown.length, format.number(shown.length), "character")
        : `${format.number(shown.length)} characters, ${plural(shown.segments, String(shown.segments), "part")}`
      : undefined;
  return (
    <Card title="Message">
      <div className="flex flex-col gap-4">
        {form.channel === "email" && (
          <FormField
            label="Subject"
            error={form.subject.trim() === "" ? undefined : about("message.subject")}
          >
            {(control) => (
              <TemplateField
                {...control}
                single
                field={subject}
                rows={1}
                maxLength={998}
                value={form.subject}
                onChange={(value) => setForm({ subject: value })}
                onFocus={() => setLast(subject)}
                className="min-h-8 touch:min-h-11"
              />
            )}
          </FormField>
        )}
        <FormField
          label="Text"
          error={form.body.trim() === "" ? undefined : about("message.body")}
          aside={counted && `${counted} for this recipient`}
        >
          {(control) => (
            <TemplateField
              {...control}
              field={body}
              rows={form.channel === "email" ? 8 : 4}
              maxLength={20_000}
              value={form.body}
              onChange={(value) => setForm({ body: value })}
              onFocus={() => setLast(body)}
              className={form.channel === "email" ? "min-h-48" : "min-h-24"}
            />
          )}
        </FormField>
        <VariableChips variables={variables} onInsert={insert} />
      </div>
    </Card>
  );
}

function Preview({
  draft,
  rendered,
  sample,
  onRecipient,
}: Pick<MessageStepProps, "draft" | "rendered" | "sample" | "onRecipient">) {
  const workspace = useWorkspace();
  const { form } = draft;
  const { rendered: shown, stale, error } = rendered;
  return (
    <Card
      title="Preview"
      purpose="For a real customer, with their own values."
      className="min-w-0 xl:sticky xl:top-6"
    >
      <div className="flex flex-col gap-4">
        <RecipientPicker sample={sample} shown={shown?.customer ?? null} onChoose={onRecipient} />
        {form.body.trim() === "" ? (
          <p className="rounded-lg border border-line-strong border-dashed px-4 py-10 text-center text-muted">
            The message appears here as it is written.
          </p>
        ) : error && !shown ? (
          <ErrorNote error={error}>The message itself is kept.</ErrorNote>
        ) : !shown ? (
          <Skeleton className="h-64" />
        ) : shown.errors.length > 0 ? (
          <p className="rounded-lg border border-line-strong border-dashed px-4 py-10 text-center text-muted">
            The preview comes back when what is marked in the text is mended.
          </p>
        ) : shown.customer === null ? (
          <p className="rounded-lg border border-line-strong border-dashed px-4 py-10 text-center text-muted">
            There is no customer to show it for yet.
          </p>
        ) : (
          <RenderedFrame rendered={shown} channel={form.channel} sender={workspace.name} stale={stale} />
        )}
      </div>
    </Card>
  );
}

/** Whether suggestions have a voice to follow. */
function VoiceHint() {
  const { voice } = useWorkspace();
  return (
    <>
      {voice ? "Written in your brand voice. " : "No brand voice is set. "}
      <Link to={paths.settings} className="underline underline-offset-4 hover:text-ink">
        {voice ? "Change it in the settings" : "Describe it in the settings"}
      </Link>
    </>
  );
}
