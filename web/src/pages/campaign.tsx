import { useQuery } from "@tanstack/react-query";
import { ClockAlert } from "lucide-react";
import { Link, Navigate, useParams } from "react-router";
import { useLive } from "@/api/live";
import { useMay } from "@/api/me";
import { ProblemError } from "@/api/problem";
import { CampaignControls } from "@/features/campaign/campaign-controls";
import { type Campaign, campaignOptions, channelNames } from "@/features/campaign/campaign-queries";
import { DeliveryCard } from "@/features/campaign/delivery-card";
import { LogCard } from "@/features/campaign/log-card";
import { type LogState, useLogState } from "@/features/campaign/log-state";
import { PlanCards } from "@/features/campaign/plan-cards";
import { ProblemNote } from "@/features/campaign/problem-note";
import { ProgressCard } from "@/features/campaign/progress-card";
import { ReasonsCard } from "@/features/campaign/reasons-card";
import { secondsLate } from "@/features/campaign/schedule";
import { ScheduledView } from "@/features/campaign/scheduled-view";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageHeader } from "@/ui/page-header";
import { SimulatedBadge } from "@/ui/simulated-badge";
import { Skeleton, SkeletonLines } from "@/ui/skeleton";
import { CampaignStateBadge } from "@/ui/state-badge";

export function Component() {
  const { id = "" } = useParams();
  return <Shown key={id} id={id} />;
}

const back = (
  <Link to={paths.campaigns} className="text-muted hover:text-ink">
    Campaigns
  </Link>
);

function Shown({ id }: { id: string }) {
  const query = useQuery(campaignOptions(id));
  useLive(query.data ? id : undefined);
  const mayEdit = useMay("edit");
  const campaign = query.data;
  if (campaign?.state === "draft" && mayEdit) return <Navigate to={paths.editCampaign(id)} replace />;
  if (campaign?.state === "draft") return <Draft campaign={campaign} />;
  if (campaign?.state === "scheduled") return <Scheduled campaign={campaign} />;
  if (campaign) return <Page campaign={campaign} />;
  const missing = query.error instanceof ProblemError && query.error.status === 404;
  return (
    <>
      <PageHeader title="Campaign" back={back} />
      {missing ? (
        <EmptyState
          title="There is no such campaign"
          action={
            <Button variant="primary" asChild>
              <Link to={paths.campaigns}>All campaigns</Link>
            </Button>
          }
        >
          The link may be mistyped, or the draft was deleted.
        </EmptyState>
      ) : query.error ? (
        <ErrorState
          error={query.error}
          title="The campaign could not be loaded"
          kept="Sending goes on without this page."
          onRetry={() => void query.refetch()}
          busy={query.isFetching}
        />
      ) : (
        <Loading />
      )}
    </>
  );
}

/** The shape of what is on its way. */
function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-6">
      <Card>
        <Skeleton className="h-8 w-48" />
        <Skeleton className="mt-5" />
        <div className="mt-4 grid grid-cols-6 gap-2 max-lg:grid-cols-3 max-sm:grid-cols-2">
          {["a", "b", "c", "d", "e", "f"].map((key) => (
            <Skeleton key={key} className="h-14 rounded-lg" />
          ))}
        </div>
      </Card>
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
        <Card>
          <Skeleton className="h-4 w-40" />
          <Skeleton className="mt-4 h-52" />
        </Card>
        <Card>
          <SkeletonLines lines={8} />
        </Card>
      </div>
      <Card>
        <SkeletonLines lines={10} />
      </Card>
    </div>
  );
}

/** A draft, for those who only look. */
function Draft({ campaign }: { campaign: Campaign }) {
  return (
    <>
      <PageHeader
        title={campaign.name}
        purpose="A draft. Owners and marketers write and launch campaigns; you can read along."
        back={back}
        aside={
          <>
            <CampaignStateBadge state={campaign.state} />
            <Badge tone="outline">{channelNames[campaign.channel]}</Badge>
          </>
        }
      />
      <div className="grid min-w-0 items-start gap-6 lg:grid-cols-2">
        <PlanCards campaign={campaign} />
      </div>
    </>
  );
}

function Head({ campaign }: { campaign: Campaign }) {
  return (
    <PageHeader
      title={campaign.name}
      back={back}
      aside={
        <>
          <CampaignStateBadge state={campaign.state} />
          <Badge tone="outline">{channelNames[campaign.channel]}</Badge>
          {campaign.simulated && <SimulatedBadge />}
        </>
      }
      action={<CampaignControls campaign={campaign} />}
    />
  );
}

/** Waits for its time. */
function Scheduled({ campaign }: { campaign: Campaign }) {
  return (
    <>
      <Head campaign={campaign} />
      <ScheduledView campaign={campaign} />
    </>
  );
}

/** Why it began when it did, where that was not when it should have. */
function LateNote({ campaign }: { campaign: Campaign }) {
  const format = useFormat();
  const late = secondsLate(campaign);
  if (late === null || campaign.scheduledAt === null) return null;
  return (
    <p className="flex gap-2 rounded-lg border border-line bg-card px-4 py-3">
      <ClockAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <span>
        Started {format.duration(late)} late: the server was not running at{" "}
        {format.dateTime(campaign.scheduledAt)}.
      </span>
    </p>
  );
}

function Page({ campaign }: { campaign: Campaign }) {
  const { state, change } = useLogState();
  const filter = (part: Partial<LogState>) => {
    change({ ...part, message: null });
    document.getElementById("log")?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <Head campaign={campaign} />
      <div className="flex flex-col gap-6">
        {campaign.problem !== null && <ProblemNote title="Sending is stuck" problem={campaign.problem} />}
        <LateNote campaign={campaign} />
        <ProgressCard
          campaign={campaign}
          selected={state.reason === null ? state.state : null}
          onFilter={(of) => filter({ state: of, reason: null })}
        />
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_360px]">
          <DeliveryCard id={campaign.id} />
          <ReasonsCard id={campaign.id} enrolled={campaign.enrolled} state={state} onFilter={filter} />
        </div>
        <div className="grid items-start gap-6 2xl:grid-cols-[minmax(0,1fr)_360px]">
          <LogCard campaign={campaign} state={state} change={change} />
          <div className="grid min-w-0 items-start gap-6 lg:grid-cols-2 2xl:grid-cols-1">
            <PlanCards campaign={campaign} />
          </div>
        </div>
      </div>
    </>
  );
}
