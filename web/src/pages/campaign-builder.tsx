import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, Navigate, useLocation, useParams } from "react-router";
import { useMay } from "@/api/me";
import { CampaignBuilder } from "@/features/campaign/campaign-builder";
import { campaignOptions } from "@/features/campaign/campaign-queries";
import { vocabularyOptions } from "@/features/rule/vocabulary";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageHeader } from "@/ui/page-header";
import { Skeleton, SkeletonLines } from "@/ui/skeleton";

/** One visit of the builder: a new draft that gets its id on the way stays the same visit. */
export function Component() {
  const { id } = useParams();
  const location = useLocation();
  const state = location.state as { visit?: string } | null;
  const visit = state?.visit ?? location.key;
  const mayEdit = useMay("edit");
  if (!mayEdit && id !== undefined) return <Navigate to={paths.campaign(id)} replace />;
  if (!mayEdit) return <MayNot />;
  return <Visit key={visit} visit={visit} id={id} />;
}

function MayNot() {
  return (
    <>
      <PageHeader title="New campaign" back={<Link to={paths.campaigns}>Campaigns</Link>} />
      <EmptyState
        title="Owners and marketers write campaigns"
        action={
          <Button asChild>
            <Link to={paths.campaigns}>All campaigns</Link>
          </Button>
        }
      >
        You are an analyst here: you can look at everything. An owner of the workspace can change your role.
      </EmptyState>
    </>
  );
}

function Visit({ visit, id }: { visit: string; id: string | undefined }) {
  const [first] = useState(id);
  const vocabulary = useQuery(vocabularyOptions());
  // One goes on from what the server has now, not from what this browser saw some time ago.
  const campaign = useQuery({
    ...campaignOptions(first ?? ""),
    enabled: first !== undefined,
    refetchOnMount: "always",
  });
  const ready = first === undefined || (campaign.isFetchedAfterMount && campaign.data !== undefined);

  if (campaign.data && campaign.data.state !== "draft" && first !== undefined) {
    return <Navigate to={paths.campaign(first)} replace />;
  }
  const failed = vocabulary.error ?? campaign.error;
  if (vocabulary.data && ready) {
    return <CampaignBuilder visit={visit} campaign={campaign.data ?? null} vocabulary={vocabulary.data} />;
  }
  return (
    <>
      <PageHeader
        title={first === undefined ? "New campaign" : "Campaign"}
        back={<Link to={paths.campaigns}>Campaigns</Link>}
      />
      {failed ? (
        <ErrorState
          error={failed}
          title="The draft could not be opened"
          kept="Nothing of it is lost."
          onRetry={() => {
            void vocabulary.refetch();
            if (first !== undefined) void campaign.refetch();
          }}
          busy={vocabulary.isFetching || campaign.isFetching}
        />
      ) : (
        <div aria-busy className="flex flex-col gap-6">
          <Skeleton className="h-16 rounded-lg" />
          <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_320px] 2xl:grid-cols-[minmax(0,1fr)_360px]">
            <Card>
              <SkeletonLines lines={8} />
            </Card>
            <Card>
              <Skeleton className="h-9 w-32" />
              <SkeletonLines lines={8} className="mt-4" />
            </Card>
          </div>
        </div>
      )}
    </>
  );
}
