import { useQuery } from "@tanstack/react-query";
import { Info, WandSparkles } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { aiOptions } from "@/api/ai";
import { client } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Textarea } from "@/ui/textarea";
import { showDone } from "@/ui/toast";
import { type GroupNode, type Rule, treeOf } from "./rule-tree";

/** An audience in words, made a rule to look at and edit. Not there where no language model is set up. */
export function WordsField({ onRule, onUndo }: { onRule(root: GroupNode): void; onUndo(): void }) {
  const ai = useQuery(aiOptions()).data;
  const [words, setWords] = useState("");
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<Api<"SegmentSuggestion"> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  if (!ai?.available) return null;
  const refused = error instanceof ProblemError ? error.about("words") : undefined;

  async function ask(event?: FormEvent) {
    event?.preventDefault();
    if (words.trim() === "" || busy) return;
    const controller = new AbortController();
    running.current = controller;
    setBusy(true);
    setError(null);
    setMade(null);
    try {
      const { data } = await client.POST("/api/ai/segment", {
        body: { words: words.trim() },
        signal: controller.signal,
      });
      if (controller.signal.aborted || !data) return;
      setMade(data);
      if (data.rule) {
        onRule(treeOf(data.rule as Rule));
        showDone("The audience was described anew", { label: "Undo", onClick: onUndo });
      }
    } catch (thrown) {
      if (!controller.signal.aborted) setError(thrown);
    } finally {
      if (running.current === controller) setBusy(false);
    }
  }

  function stop() {
    running.current?.abort();
    setBusy(false);
  }

  return (
    <form onSubmit={ask} className="mb-4 border-line border-b pb-4">
      <FormField
        label="In words"
        optional
        error={refused}
        hint={`${ai.name} makes conditions of it, for you to check and change. No customer's data is sent.`}
      >
        {(control) => (
          <div className="flex items-start gap-2 max-sm:flex-col">
            <Textarea
              {...control}
              dir="auto"
              rows={1}
              maxLength={2000}
              value={words}
              placeholder="Spent more than 10,000 and have not bought for three months"
              onChange={(event) => setWords(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
                  event.preventDefault();
                  void ask();
                }
              }}
              className="min-h-8 resize-none touch:min-h-11"
            />
            {busy ? (
              <Button onClick={stop}>Stop</Button>
            ) : (
              <Button type="submit" disabled={words.trim() === ""}>
                <WandSparkles aria-hidden />
                Make conditions
              </Button>
            )}
          </div>
        )}
      </FormField>
      <div role="status" className="flex flex-col gap-1 text-sm">
        {busy && <p className="mt-2 text-muted">{ai.name} is reading it</p>}
        {made && made.rule === null && <p className="mt-2 text-muted">The audience is as it was.</p>}
        {made && made.cannot.length > 0 && <Remarks label="Left out" remarks={made.cannot} />}
        {made && made.notes.length > 0 && <Remarks label="Look at" remarks={made.notes} />}
      </div>
      {error && !refused ? (
        <ErrorNote error={error} className="mt-2">
          The audience is as it was.
        </ErrorNote>
      ) : null}
    </form>
  );
}

function Remarks({ label, remarks }: { label: string; remarks: readonly string[] }) {
  return (
    <ul aria-label={label} className="mt-2 flex flex-col gap-1">
      {remarks.map((remark) => (
        <li key={remark} dir="auto" className="flex gap-1.5">
          <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
          <span>
            <span className="text-muted">{label}:</span> {remark}
          </span>
        </li>
      ))}
    </ul>
  );
}
