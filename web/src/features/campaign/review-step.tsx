import { CalendarClock, CircleDashed, Send } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useWorkspace } from "@/api/me";
import { RuleSentence } from "@/features/rule/rule-sentence";
import { treeOf } from "@/features/rule/rule-tree";
import { sentence } from "@/features/rule/sentence";
import type { PreviewState } from "@/features/rule/use-preview";
import type { Words } from "@/features/rule/vocabulary";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Count } from "@/ui/figures";
import { SimulatedBadge } from "@/ui/simulated-badge";
import { Skeleton } from "@/ui/skeleton";
import { byChannel, channelNames } from "./campaign-queries";
import { RenderedFrame } from "./message-preview";
import type { OpenPoint, Step } from "./readiness";
import type { Draft } from "./use-draft";
import type { useRendered } from "./use-rendered";

export interface ReviewStepProps {
  draft: Draft;
  words: Words;
  preview: PreviewState;
  rendered: ReturnType<typeof useRendered>;
  points: readonly OpenPoint[];
  onGo(step: Step): void;
  onLaunch(): void;
  onSchedule(): void;
}

/** Third step: everything once more, and the way out. */
export function ReviewStep(props: ReviewStepProps) {
  const { draft, words, rendered, onGo } = props;
  const format = useFormat();
  const workspace = useWorkspace();
  const { form, audience } = draft;
  const parts = useMemo(() => sentence(treeOf(audience), words, format), [audience, words, format]);
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
      <div className="flex min-w-0 flex-col gap-6">
        <Card>
          <Heading title="Who" what="audience" onEdit={() => onGo("audience")} />
          {draft.described ? (
            <RuleSentence parts={parts} />
          ) : (
            <p className="text-muted">Nobody yet: the audience is not described.</p>
          )}
        </Card>
        <Card>
          <Heading title="What" what="message" onEdit={() => onGo("message")} />
          {form.objective.trim() !== "" && (
            <p className="mb-4 text-muted" dir="auto">
              {form.objective}
            </p>
          )}
          {form.body.trim() === "" ? (
            <p className="text-muted">The message is not written yet.</p>
          ) : rendered.rendered && rendered.errors.length === 0 && rendered.rendered.customer ? (
            <RenderedFrame
              rendered={rendered.rendered}
              channel={form.channel}
              sender={workspace.name}
              stale={rendered.stale}
            />
          ) : (
            <p dir="auto" className="whitespace-pre-wrap break-words">
              {form.body}
            </p>
          )}
        </Card>
      </div>
      <LaunchCard {...props} />
    </div>
  );
}

function Heading({ title, what, onEdit }: { title: string; what: string; onEdit(): void }) {
  return (
    <div className="mb-3 flex items-center justify-between gap-4">
      <h2 className="font-semibold">{title}</h2>
      <Button size="sm" onClick={onEdit} aria-label={`Edit the ${what}`}>
        Edit
      </Button>
    </div>
  );
}

function LaunchCard({ draft, preview, points, onGo, onLaunch, onSchedule }: ReviewStepProps) {
  const format = useFormat();
  const workspace = useWorkspace();
  const { form } = draft;
  const { answer } = preview;
  const simulated = workspace.channels.find((way) => way.channel === form.channel)?.simulated ?? false;
  const known = draft.described && answer !== undefined;
  const reachable = answer?.reachable[form.channel] ?? 0;
  return (
    <Card
      id="launch"
      title="Launch"
      purpose="The audience is fixed at that moment."
      className="min-w-0 scroll-mt-6 xl:sticky xl:top-6"
    >
      <dl className="flex flex-col">
        <Line label="Channel">
          <span className="flex items-center gap-2">
            {simulated && <SimulatedBadge />}
            {channelNames[form.channel]}
          </span>
        </Line>
        {!answer && draft.described ? (
          <Skeleton className="my-2 h-16" />
        ) : (
          <>
            <Line label="Customers that match">{known ? <Count value={answer.count} /> : "–"}</Line>
            <Line label={`Cannot be reached ${byChannel[form.channel]}`}>
              {known ? <Count value={answer.count - reachable} /> : "–"}
            </Line>
            <Line label="Will be written to" strong>
              {known ? <Count value={reachable} /> : "–"}
            </Line>
          </>
        )}
      </dl>
      {known && answer.count > reachable && (
        <p className="mt-2 text-muted text-sm">
          Without {form.channel === "email" ? "an email address" : "a phone number"}, or{" "}
          {workspace.consentMode === "optIn" ? "without having opted in" : "opted out"}: they stay in the log
          as skipped, each with the reason.
        </p>
      )}
      {points.length > 0 && (
        <div className="mt-4 rounded-lg bg-raised p-3">
          <h3 className="font-medium text-sm">
            {plural(points.length, String(points.length), "thing is left", "things are left")}
          </h3>
          <ul className="mt-1 flex flex-col">
            {points.map((point) => (
              <li key={point.text}>
                <button
                  type="button"
                  onClick={() => onGo(point.step)}
                  className="flex w-full items-start gap-2 rounded-md py-1 text-left hover:underline hover:underline-offset-4 touch:min-h-11"
                >
                  <CircleDashed aria-hidden className="mt-0.5 size-4 shrink-0 text-pending-mark" />
                  {point.text}
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Button
        variant="primary"
        className="mt-4 h-auto min-h-9 w-full whitespace-normal py-1.5"
        disabled={points.length > 0 || !known}
        onClick={onLaunch}
      >
        <Send aria-hidden />
        {known && reachable > 0
          ? `Send to ${plural(reachable, format.number(reachable), "person", "people")} now`
          : "Send"}
      </Button>
      <Button className="mt-2 w-full" disabled={points.length > 0 || !known} onClick={onSchedule}>
        <CalendarClock aria-hidden />
        Schedule…
      </Button>
      {simulated && (
        <p className="mt-2 text-muted text-sm">
          The vendor simulator delivers it: you see everything happen, and nobody receives anything.
        </p>
      )}
    </Card>
  );
}

function Line({ label, strong = false, children }: { label: string; strong?: boolean; children: ReactNode }) {
  return (
    <div className="flex min-h-8 items-center justify-between gap-4 border-line not-first:border-t">
      <dt className={strong ? "font-medium" : "text-muted"}>{label}</dt>
      <dd className={strong ? "tabular font-semibold" : "tabular"}>{children}</dd>
    </div>
  );
}
