import { Mail, MessageSquare } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { Api } from "@/api/types";
import { CustomerPicker } from "@/features/customer/customer-picker";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Card } from "@/ui/card";
import { ErrorState } from "@/ui/error-state";
import { Count, Share } from "@/ui/figures";
import { LiveNumber } from "@/ui/live-number";
import { Skeleton } from "@/ui/skeleton";
import { BestRemoval } from "./best-removal";
import { ExplainPanel } from "./explain-panel";
import { Reading } from "./reading";
import type { GroupNode, WrittenRule } from "./rule-tree";
import { SampleList } from "./sample-list";
import type { Tallies } from "./use-breakdown";
import type { PreviewState } from "./use-preview";
import type { Words } from "./vocabulary";

type Channel = "email" | "sms";

const channels = [
  { channel: "email", label: "by email", icon: Mail },
  { channel: "sms", label: "by SMS", icon: MessageSquare },
] as const;

export interface AudienceAnswerProps {
  preview: PreviewState;
  root: GroupNode;
  written: WrittenRule;
  tallies: Tallies;
  words: Words;
  /** The channel the message goes by, where there is one. */
  channel?: Channel | undefined;
  /** Takes a part out of the rule. */
  onRemove?: ((id: string) => void) | undefined;
  /** Between the numbers and the people, e.g. how the edited field is spread. */
  children?: ReactNode;
}

/** The answer beside the rule: how many match, how many can be reached, and who they are. */
export function AudienceAnswer({
  preview,
  root,
  written,
  tallies,
  words,
  channel,
  onRemove,
  children,
}: AudienceAnswerProps) {
  const format = useFormat();
  const [explained, setExplained] = useState<Api<"Customer"> | null>(null);
  const { answer, counting, error, refused } = preview;
  if (!answer && preview.loading !== null) {
    return (
      <Card aria-label="Audience size" aria-busy>
        <Reading progress={preview.loading} />
      </Card>
    );
  }
  if (!answer) {
    if (error && !refused) {
      return <ErrorState error={error} title="The audience could not be counted" onRetry={preview.retry} />;
    }
    return (
      <Card aria-label="Audience size" aria-busy>
        <Skeleton className="h-9 w-32" />
        <Skeleton className="mt-3 h-3 w-48" />
        <Skeleton className="mt-6 h-24" />
      </Card>
    );
  }
  return (
    <Card aria-label="Audience size" aria-busy={counting} className="flex flex-col gap-4">
      <div>
        <div className={cn("transition-opacity", counting && "opacity-40")}>
          <LiveNumber
            value={answer.count}
            announce={answer.count === 1 ? "customer matches" : "customers match"}
            className={cn("font-semibold text-2xl tracking-[-0.02em]", refused && "text-faint")}
          />
          <p className="text-muted">
            {answer.count === 1 ? "customer matches" : "customers match"}:{" "}
            <Share part={answer.count} whole={answer.total} /> of <Count value={answer.total} compact />
          </p>
        </div>
        {preview.loading !== null && <Reading progress={preview.loading} />}
        <Notes preview={preview} written={written} />
      </div>
      <dl className={cn("flex flex-col gap-1 transition-opacity", counting && "opacity-40")}>
        {channels.map((each) => {
          const reachable = answer.reachable[each.channel];
          const lost = answer.count - reachable;
          const Icon = each.icon;
          return (
            <div
              key={each.channel}
              className={cn(
                "flex min-h-8 items-center gap-2 rounded-md",
                channel !== undefined && "px-2",
                each.channel === channel ? "bg-raised" : "text-muted",
              )}
            >
              <Icon aria-hidden className="size-4 shrink-0 text-muted" />
              <dt className="flex-1">Reachable {each.label}</dt>
              <dd className="tabular flex items-baseline gap-2">
                {lost > 0 && (
                  <span className="text-faint text-xs" title={`${format.number(lost)} cannot be written to`}>
                    {format.compact(lost)} not
                  </span>
                )}
                <Count value={reachable} compact className="font-medium" />
              </dd>
            </div>
          );
        })}
      </dl>
      {answer.count === 0 && !counting && !refused && (
        <BestRemoval root={root} tallies={tallies} words={words} onRemove={onRemove} />
      )}
      {children}
      <SampleList sample={answer.sample} count={answer.count} stale={counting} onExplain={setExplained} />
      <div className="flex flex-col gap-1">
        <h3 className="font-medium text-muted text-xs">Why is somebody in or out?</h3>
        <CustomerPicker
          label="Customer"
          placeholder="Search anybody"
          sample={answer.sample}
          shown={explained}
          onChoose={(_, customer) => customer && setExplained(customer)}
          className="w-full"
        />
      </div>
      <ExplainPanel
        customer={explained}
        rule={written.rule}
        words={words}
        onClose={() => setExplained(null)}
      />
    </Card>
  );
}

/** What the number leaves out, and why there is none for what is on the screen. */
function Notes({ preview, written }: Pick<AudienceAnswerProps, "preview" | "written">) {
  const { error, refused } = preview;
  return (
    <div className="flex flex-col gap-1 text-sm empty:hidden">
      {written.unfinished > 0 && (
        <p className="mt-1 text-warn-text">
          Ignoring {plural(written.unfinished, String(written.unfinished), "unfinished condition")}
        </p>
      )}
      {refused && (
        <p className="mt-1 text-danger-text">
          The marked condition makes no sense yet: this is the count before it.
        </p>
      )}
      {error && !refused ? (
        <p className="mt-1 text-danger-text">
          The last count did not work.{" "}
          <button type="button" onClick={preview.retry} className="underline underline-offset-4">
            Try again
          </button>
        </p>
      ) : null}
    </div>
  );
}

/** On a narrow window the answer is below: its numbers stay in view at the foot. */
export function AudienceFoot({ preview, channel }: Pick<AudienceAnswerProps, "preview" | "channel">) {
  const { answer, counting } = preview;
  if (!answer) return null;
  return (
    <p
      aria-hidden
      className={cn(
        "sticky bottom-3 z-10 mx-auto w-fit rounded-full border border-line bg-overlay px-4 py-2 shadow-float xl:hidden",
        counting && "text-muted",
      )}
    >
      <Count value={answer.count} compact className="font-semibold" /> match
      {channel && (
        <>
          , <Count value={answer.reachable[channel]} compact className="font-semibold" /> reachable{" "}
          {channel === "email" ? "by email" : "by SMS"}
        </>
      )}
    </p>
  );
}
