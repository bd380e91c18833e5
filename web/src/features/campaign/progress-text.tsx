import { useFormat } from "@/lib/format-context";
import { secondsLeft, useRate } from "@/lib/rate";
import type { CampaignSummary } from "./campaign-queries";

/** Messages nothing more happens to by itself. */
export const settledOf = ({ enrolled, stats }: Pick<CampaignSummary, "enrolled" | "stats">): number =>
  enrolled - stats.pending - stats.submitted;

/** How fast a campaign that is sending moves, and how long it will take, as far as one can tell. */
export function ProgressText({
  campaign,
  compact = false,
}: {
  campaign: Pick<CampaignSummary, "enrolled" | "stats">;
  /** For a narrow column. */
  compact?: boolean;
}) {
  const format = useFormat();
  const settled = settledOf(campaign);
  const rate = useRate(settled);
  const left = secondsLeft(settled, campaign.enrolled, rate);
  if (rate === null) return <span className="text-muted">Measuring…</span>;
  if (left === null) return <span className="text-muted">Waiting</span>;
  if (compact) {
    const count = rate >= 1 ? format.compact(Math.round(rate)) : "<1";
    return (
      <span className="tabular whitespace-nowrap" title={`${count} a second, ${format.duration(left)} left`}>
        {count}/s<span className="text-muted">, {format.duration(left)}</span>
      </span>
    );
  }
  return (
    <span className="tabular whitespace-nowrap">
      {rate >= 1 ? `${format.number(Math.round(rate))} a second` : "Less than one a second"}
      <span className="text-muted">, {format.duration(left)} left</span>
    </span>
  );
}
