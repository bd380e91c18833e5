import { capitalised } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { secondsLeft, useRate } from "@/lib/rate";
import type { CampaignSummary } from "./campaign-queries";

/** Messages nothing more happens to by itself. */
export const settledOf = ({ enrolled, stats }: Pick<CampaignSummary, "enrolled" | "stats">): number =>
  enrolled - stats.pending - stats.submitted;

/** “277 of 615 done”: how many messages nothing more happens to. */
function Done({ campaign }: { campaign: Pick<CampaignSummary, "enrolled" | "stats"> }) {
  const format = useFormat();
  return (
    <>
      {format.number(settledOf(campaign))} of {format.number(campaign.enrolled)} done
    </>
  );
}

/** How fast a campaign that is sending moves, and how long it will take, as far as one can tell. */
export function ProgressText({
  campaign,
  compact = false,
}: {
  campaign: Pick<CampaignSummary, "state" | "enrolled" | "stats">;
  /** For a narrow column. */
  compact?: boolean;
}) {
  const format = useFormat();
  const settled = settledOf(campaign);
  const rate = useRate(settled);
  const left = secondsLeft(settled, campaign.enrolled, rate);
  const held = campaign.state === "paused" ? "paused" : null;
  if (compact) {
    if (held !== null) return <span className="text-muted">{capitalised(held)}</span>;
    if (rate === null) return <span className="text-muted">Measuring…</span>;
    if (left === null) return <span className="text-muted">Waiting</span>;
    const count = rate >= 1 ? format.compact(Math.round(rate)) : "<1";
    return (
      <span className="tabular whitespace-nowrap" title={`${count} a second, ${format.duration(left)} left`}>
        {count}/s<span className="text-muted">, {format.duration(left)}</span>
      </span>
    );
  }
  const pace =
    held ??
    (rate === null
      ? "measuring…"
      : left === null
        ? "waiting"
        : `${rate >= 1 ? `${format.number(Math.round(rate))} a second` : "less than one a second"}, ${format.duration(left)} left`);
  return (
    <span className="tabular">
      <Done campaign={campaign} />
      <span className="text-muted">, {pace}</span>
    </span>
  );
}
