import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { audienceProgress } from "@/api/problem";
import { previewOptions, useRefresh } from "@/features/rule/use-preview";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/format-context";
import { LiveNumber } from "@/ui/live-number";
import { Skeleton } from "@/ui/skeleton";
import type { Starter } from "./starters";
import { useStarters } from "./use-starters";

/** A list of counts follows the customers that stream in this often. */
export const listRefreshMs = 3000;

const names = ["champions", "at-risk", "one-time", "new", "big-asleep"];

/** Audiences to begin with, each with its size of now. `wrap` makes a card lead somewhere. */
export function StarterCards({
  wrap,
  className,
}: {
  wrap(starter: Starter, card: ReactNode): ReactNode;
  className?: string;
}) {
  const starters = useStarters();
  useRefresh(listRefreshMs);
  return (
    <ul
      aria-label="Segments to begin with"
      className={cn("grid gap-3 text-left sm:grid-cols-2 lg:grid-cols-3", className)}
    >
      {starters
        ? starters.map((starter) => <li key={starter.key}>{wrap(starter, <Face starter={starter} />)}</li>)
        : names.map((name) => (
            <li key={name}>
              <Skeleton className="h-[104px] rounded-lg" />
            </li>
          ))}
    </ul>
  );
}

function Face({ starter }: { starter: Starter }) {
  return (
    <>
      <span className="font-medium">{starter.name}</span>
      <span className="text-muted text-sm">{starter.says}</span>
      <span className="mt-auto pt-1 font-semibold text-lg">
        <StarterSize starter={starter} />
      </span>
    </>
  );
}

function StarterSize({ starter }: { starter: Starter }) {
  const format = useFormat();
  const { data, failureReason, isError } = useQuery(previewOptions(starter.rule));
  const progress = audienceProgress(failureReason);
  if (data) return <LiveNumber value={data.count} />;
  if (progress !== null && !isError) {
    return <span className="font-normal text-muted text-sm">Reading: {format.percent(progress, 1)}</span>;
  }
  return isError ? <span className="text-faint">–</span> : <Skeleton className="h-5 w-12" />;
}

/** How a card looks that can be pressed. */
export const starterStyle =
  "flex h-full w-full flex-col gap-0.5 rounded-lg border border-line bg-card p-3 text-left transition-colors hover:border-line-control hover:bg-hover";
