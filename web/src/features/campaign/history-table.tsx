import { Mail, MessageSquare } from "lucide-react";
import type { ReactNode } from "react";
import { Link, useNavigate } from "react-router";
import { useMay } from "@/api/me";
import { useFormat } from "@/lib/format-context";
import { useNow } from "@/lib/now";
import { paths } from "@/lib/paths";
import { type Column, DataTable } from "@/ui/data-table";
import { Count, RelativeDate } from "@/ui/figures";
import { SimulatedBadge } from "@/ui/simulated-badge";
import { StackedBar } from "@/ui/stacked-bar";
import { CampaignStateBadge } from "@/ui/state-badge";
import { type CampaignSummary, channelNames } from "./campaign-queries";
import { isLaunched as launched, untitled } from "./draft-form";
import { ProgressText } from "./progress-text";

/** Drafts are gone on with by those who may, everything else is looked at. */
const pathOf = (campaign: CampaignSummary, mayEdit: boolean) =>
  campaign.state === "draft" && mayEdit ? paths.editCampaign(campaign.id) : paths.campaign(campaign.id);

const number = (of: (campaign: CampaignSummary) => number) => (campaign: CampaignSummary) =>
  launched(campaign) ? <Count value={of(campaign)} compact /> : <Count value={null} />;

const columns: Column<CampaignSummary>[] = [
  {
    id: "name",
    header: "Campaign",
    cell: (campaign) => <Name campaign={campaign} />,
  },
  {
    id: "state",
    header: "State",
    wide: true,
    width: "108px",
    cell: (campaign) => <CampaignStateBadge state={campaign.state} />,
  },
  {
    id: "messages",
    header: "Messages",
    wide: true,
    width: "140px",
    cell: (campaign) => launched(campaign) && <StackedBar stats={campaign.stats} />,
  },
  {
    id: "sent",
    header: "Sent",
    align: "right",
    wide: true,
    width: "80px",
    cell: number(({ stats }) => stats.sent),
  },
  {
    id: "failed",
    header: "Failed",
    align: "right",
    wide: true,
    width: "80px",
    cell: number(({ stats }) => stats.failed),
  },
  {
    id: "skipped",
    header: "Skipped",
    align: "right",
    wide: "very",
    width: "80px",
    cell: number(({ stats }) => stats.skipped),
  },
  {
    id: "open",
    header: <span title="In flight, pending or uncertain">Open</span>,
    align: "right",
    wide: "very",
    width: "80px",
    cell: number(({ stats }) => stats.submitted + stats.pending + stats.uncertain),
  },
  {
    id: "when",
    header: "When",
    wide: true,
    width: "148px",
    cell: (campaign) => <When campaign={campaign} />,
  },
];

export interface HistoryTableProps {
  rows: readonly CampaignSummary[] | undefined;
  stale: boolean;
  place: string;
  onEnd(): void;
  empty: ReactNode;
  footer: ReactNode;
  className?: string;
}

/** One row a campaign; those in flight move by themselves. */
export function HistoryTable({ rows, stale, place, onEnd, empty, footer, className }: HistoryTableProps) {
  const navigate = useNavigate();
  const mayEdit = useMay("edit");
  return (
    <DataTable
      label="Campaigns"
      windowed
      columns={columns}
      rows={rows}
      rowKey={(campaign) => campaign.id}
      onRowClick={(campaign) => void navigate(pathOf(campaign, mayEdit))}
      stale={stale}
      place={place}
      onEnd={onEnd}
      empty={empty}
      footer={footer}
      {...(className !== undefined && { className })}
    />
  );
}

function Name({ campaign }: { campaign: CampaignSummary }) {
  const Icon = campaign.channel === "email" ? Mail : MessageSquare;
  const nameless = campaign.name === untitled;
  const mayEdit = useMay("edit");
  return (
    <div className="min-w-0 @max-[640px]/table:py-2.5">
      <div className="flex min-w-0 items-center gap-2">
        <Icon aria-hidden className="size-4 shrink-0 text-faint" />
        <span className="sr-only">{channelNames[campaign.channel]}:</span>
        <Link
          to={pathOf(campaign, mayEdit)}
          title={campaign.name}
          dir="auto"
          className={nameless ? "min-w-0 truncate text-muted" : "min-w-0 truncate font-medium"}
        >
          {campaign.name}
        </Link>
        {campaign.simulated && launched(campaign) && (
          <SimulatedBadge compact className="@max-[640px]/table:hidden" />
        )}
      </div>
      <div className="mt-1 flex flex-col gap-1.5 @min-[640px]/table:hidden">
        <div className="flex items-center justify-between gap-3 text-muted text-sm">
          <CampaignStateBadge state={campaign.state} />
          <When campaign={campaign} />
        </div>
        {launched(campaign) && (
          <>
            <StackedBar stats={campaign.stats} />
            <div className="flex items-center justify-between gap-3">
              <p className="tabular text-muted text-sm">
                <Count value={campaign.stats.sent} compact /> sent,{" "}
                <Count value={campaign.stats.failed} compact /> failed of{" "}
                <Count value={campaign.enrolled} compact />
              </p>
              {campaign.simulated && <SimulatedBadge />}
            </div>
          </>
        )}
      </div>
    </div>
  );
}

function Ahead({ at }: { at: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={format.dateTime(at)} className="tabular whitespace-nowrap">
      {format.until(at, now)}
    </time>
  );
}

function When({ campaign }: { campaign: CampaignSummary }) {
  if (campaign.state === "sending") return <ProgressText compact campaign={campaign} />;
  if (campaign.scheduledAt && campaign.state === "scheduled") return <Ahead at={campaign.scheduledAt} />;
  return (
    <span className="text-muted">
      <RelativeDate value={launched(campaign) ? campaign.launchedAt : campaign.createdAt} />
    </span>
  );
}
