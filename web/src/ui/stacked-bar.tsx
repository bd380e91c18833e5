import { cn } from "@/lib/cn";
import { percentText } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { type MessageState, messageStates } from "./state-badge";

export type StateCounts = Record<MessageState, number>;

/** The fixed order of the bar. */
export const barOrder = ["sent", "failed", "uncertain", "submitted", "pending", "skipped"] as const;

export interface BarPart {
  state: MessageState;
  count: number;
  /** Of the whole, 0 to 1. */
  share: number;
}

/** What the bar draws: the states that are not zero, in the fixed order. */
export function barParts(stats: StateCounts): BarPart[] {
  const total = barOrder.reduce((sum, state) => sum + stats[state], 0);
  return barOrder
    .filter((state) => stats[state] > 0)
    .map((state) => ({ state, count: stats[state], share: stats[state] / total }));
}

export interface StackedBarProps {
  stats: StateCounts;
  size?: "sm" | "lg";
  className?: string;
}

/** Parts grow by their count and are never thinner than 2 px; an empty campaign is an empty track. */
export function StackedBar({ stats, size = "sm", className }: StackedBarProps) {
  const format = useFormat();
  const parts = barParts(stats);
  const text = parts.map(
    (part) => `${format.number(part.count)} ${messageStates[part.state].label.toLowerCase()}`,
  );
  return (
    <div
      role="img"
      aria-label={text.length > 0 ? text.join(", ") : "No messages yet"}
      className={cn(
        "flex w-full gap-px overflow-hidden rounded-full",
        size === "sm" ? "h-2" : "h-4 rounded-md",
        parts.length === 0 && "border border-line-strong bg-raised",
        className,
      )}
    >
      {parts.map((part, index) => (
        <div
          key={part.state}
          data-state={part.state}
          title={`${text[index]} (${percentText(part.share, 1)})`}
          className={cn("min-w-0.5 basis-0 transition-[flex-grow]", messageStates[part.state].fill)}
          style={{ flexGrow: part.share }}
        />
      ))}
    </div>
  );
}

export interface StateLegendProps {
  stats: StateCounts;
  /** States to name although they are zero. */
  always?: readonly MessageState[];
  className?: string;
}

/** The numbers of the bar, each with its icon. */
export function StateLegend({ stats, always = [], className }: StateLegendProps) {
  const format = useFormat();
  const total = barOrder.reduce((sum, state) => sum + stats[state], 0);
  return (
    <dl className={cn("flex flex-wrap gap-x-6 gap-y-2", className)}>
      {barOrder
        .filter((state) => stats[state] > 0 || always.includes(state))
        .map((state) => {
          const look = messageStates[state];
          const Icon = look.icon;
          return (
            <div key={state} title={look.hint} className="flex items-center gap-1.5">
              <Icon aria-hidden className={cn("size-4", look.mark)} />
              <dt className="text-muted">{look.label}</dt>
              <dd className="tabular font-medium" title={format.number(stats[state])}>
                {format.compact(stats[state])}
                <span className="ml-1 font-normal text-faint">{format.percent(stats[state], total)}</span>
              </dd>
            </div>
          );
        })}
    </dl>
  );
}
