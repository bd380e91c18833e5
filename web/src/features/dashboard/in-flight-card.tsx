import { Link } from "react-router";
import type { Api } from "@/api/types";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { secondsLeft, useRate } from "@/lib/rate";
import { Card } from "@/ui/card";
import { LiveNumber } from "@/ui/live-number";
import { SimulatedBadge } from "@/ui/simulated-badge";
import { StackedBar } from "@/ui/stacked-bar";
import { CampaignStateBadge } from "@/ui/state-badge";

type Campaign = Api<"CampaignSummary">;
const shown = 5;

/** What is being sent right now; moves by itself. */
export function InFlightCard({ campaigns }: { campaigns: readonly Campaign[] }) {
  const format = useFormat();
  return (
    <Card
      className="flex flex-col"
      title={
        <Link to={paths.campaigns} className="hover:underline hover:underline-offset-4">
          Campaigns in flight
        </Link>
      }
      purpose={
        campaigns.length === 0
          ? "Nothing is being sent right now."
          : plural(campaigns.length, format.number(campaigns.length), "campaign")
      }
    >
      {campaigns.length > 0 && (
        <ul className="-mx-4 -mb-4 flex flex-col divide-y divide-line border-line border-t">
          {campaigns.slice(0, shown).map((campaign) => (
            <Row key={campaign.id} campaign={campaign} />
          ))}
        </ul>
      )}
      {campaigns.length > shown && (
        <Link to={paths.campaigns} className="mt-6 text-sm underline underline-offset-4">
          {format.number(campaigns.length - shown)} more
        </Link>
      )}
    </Card>
  );
}

function Row({ campaign }: { campaign: Campaign }) {
  const format = useFormat();
  const { stats, enrolled } = campaign;
  const open = stats.pending + stats.submitted;
  const settled = enrolled - open;
  const rate = useRate(settled);
  const left = campaign.state === "sending" ? secondsLeft(settled, enrolled, rate) : null;
  return (
    <li className="relative flex flex-col gap-2 px-4 py-3 hover:bg-hover">
      <div className="flex items-center justify-between gap-3">
        <Link
          to={paths.campaign(campaign.id)}
          title={campaign.name}
          dir="auto"
          className="min-w-0 truncate text-left font-medium after:absolute after:inset-0"
        >
          {campaign.name}
        </Link>
        <CampaignStateBadge state={campaign.state} />
      </div>
      <StackedBar stats={stats} />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-muted text-sm">
        <span>
          <LiveNumber value={stats.sent} /> sent, <LiveNumber value={stats.failed} /> failed of{" "}
          {format.compact(enrolled)}
        </span>
        {campaign.simulated && <SimulatedBadge />}
        {left !== null && rate !== null && (
          <span className="tabular w-full">
            {format.number(Math.max(1, Math.round(rate)))} a second, about {format.duration(left)} left
          </span>
        )}
      </div>
    </li>
  );
}
