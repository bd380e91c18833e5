import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/format-context";
import { Card } from "@/ui/card";
import { RelativeDate } from "@/ui/figures";
import { LiveNumber } from "@/ui/live-number";
import { barOrder, StackedBar } from "@/ui/stacked-bar";
import { type MessageState, messageStates } from "@/ui/state-badge";
import type { Campaign } from "./campaign-queries";
import { ProgressText } from "./progress-text";

/** Heard by screen readers as they change. */
const announced: Partial<Record<MessageState, string>> = { sent: "messages sent", failed: "messages failed" };

export interface ProgressCardProps {
  campaign: Campaign;
  /** The state the log is filtered by. */
  selected: MessageState | null;
  onFilter(state: MessageState | null): void;
}

/** The campaign's bar, large, with its numbers; together they are everybody enrolled. */
export function ProgressCard({ campaign, selected, onFilter }: ProgressCardProps) {
  const format = useFormat();
  const { stats, enrolled } = campaign;
  return (
    <Card className="flex flex-col gap-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p>
          <LiveNumber exact value={enrolled} className="font-semibold text-2xl tracking-[-0.02em]" />{" "}
          <span className="text-muted">enrolled at the launch</span>
        </p>
        <Pace campaign={campaign} />
      </div>
      <StackedBar stats={stats} size="lg" />
      <ul className="grid grid-cols-6 gap-2 max-lg:grid-cols-3 max-sm:grid-cols-2">
        {barOrder.map((state) => {
          const look = messageStates[state];
          const on = state === selected;
          return (
            <li key={state}>
              <button
                type="button"
                aria-pressed={on}
                title={`${look.hint}. Shows these messages below.`}
                onClick={() => onFilter(on ? null : state)}
                className={cn(
                  "flex w-full flex-col rounded-lg border px-3 py-2 text-left transition-colors hover:bg-hover",
                  on ? "border-accent bg-accent-soft" : "border-line",
                )}
              >
                <span className="flex items-center gap-1.5 text-muted text-sm">
                  <look.icon aria-hidden className={cn("size-4 shrink-0", look.mark)} />
                  {look.label}
                </span>
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <LiveNumber
                    exact
                    value={stats[state]}
                    {...(announced[state] && { announce: announced[state] })}
                    className={cn("font-semibold text-xl", stats[state] === 0 && "font-normal text-faint")}
                  />
                  {stats[state] > 0 && (
                    <span className="tabular text-muted text-sm">
                      {format.percent(stats[state], enrolled)}
                    </span>
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Pace({ campaign }: { campaign: Campaign }) {
  const format = useFormat();
  if (campaign.state === "sending" || campaign.state === "paused") {
    return <ProgressText campaign={campaign} />;
  }
  const { launchedAt, completedAt } = campaign;
  if (launchedAt && completedAt) {
    const seconds = (Date.parse(completedAt) - Date.parse(launchedAt)) / 1000;
    return (
      <p className="text-muted">
        {campaign.state === "cancelled" ? "Ended" : "Completed"} <RelativeDate value={completedAt} />, took{" "}
        {format.duration(Math.max(1, seconds))}
      </p>
    );
  }
  return launchedAt ? (
    <p className="text-muted">
      Launched <RelativeDate value={launchedAt} />
    </p>
  ) : null;
}
