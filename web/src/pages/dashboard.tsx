import { Plus } from "lucide-react";
import { Link } from "react-router";
import { api } from "@/api/client";
import { useMay, useWorkspace } from "@/api/me";
import type { Api } from "@/api/types";
import { Checklist } from "@/features/checklist/checklist";
import { usePutAway } from "@/features/checklist/put-away";
import { progressOf } from "@/features/checklist/steps";
import { DashboardSkeleton } from "@/features/dashboard/dashboard-skeleton";
import { InFlightCard } from "@/features/dashboard/in-flight-card";
import { OrdersCard } from "@/features/dashboard/orders-card";
import { CustomersCard, MessagesCard, RevenueCard } from "@/features/dashboard/stat-cards";
import { StartersCard } from "@/features/segment/starters-card";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorNote } from "@/ui/error-note";
import { ErrorState } from "@/ui/error-state";
import { PageHeader } from "@/ui/page-header";
import { SlowNote } from "@/ui/slow-note";

export function Component() {
  const asked = api.useQuery("get", "/api/dashboard");
  const dashboard = asked.data;
  const empty = dashboard?.customers === 0;
  const mayEdit = useMay("edit");
  return (
    <>
      <PageHeader
        title="Dashboard"
        purpose={
          empty && mayEdit
            ? "Nothing here yet. A few steps lead from an empty workspace to a message that arrived."
            : "How the shop is doing and what is being sent right now."
        }
        action={
          dashboard &&
          mayEdit &&
          !empty && (
            <Button variant={progressOf(dashboard.checklist).tried ? "primary" : "secondary"} asChild>
              <Link to={paths.newCampaign}>
                <Plus aria-hidden />
                New campaign
              </Link>
            </Button>
          )
        }
      />
      {asked.isError && dashboard && (
        <ErrorNote error={asked.error} className="mb-4">
          What you see may be old.
        </ErrorNote>
      )}
      {dashboard ? (
        <Numbers dashboard={dashboard} />
      ) : asked.isError ? (
        <ErrorState
          error={asked.error}
          title="The dashboard could not be loaded"
          onRetry={() => void asked.refetch()}
          busy={asked.isFetching}
        />
      ) : (
        <>
          <DashboardSkeleton />
          <SlowNote className="mt-3">Still adding up the numbers. They appear by themselves.</SlowNote>
        </>
      )}
    </>
  );
}

function Numbers({ dashboard }: { dashboard: Api<"Dashboard"> }) {
  const workspace = useWorkspace();
  const [away, setAway] = usePutAway(workspace.id);
  const mayEdit = useMay("edit");
  const hidden = away && progressOf(dashboard.checklist).tried;
  return (
    <div className="flex flex-col gap-4">
      {!mayEdit && dashboard.customers === 0 && (
        <EmptyState ghost title="No customers yet">
          An owner or a marketer brings them in. Then the numbers of the shop stand here.
        </EmptyState>
      )}
      {mayEdit && !hidden && <Checklist checklist={dashboard.checklist} onPutAway={() => setAway(true)} />}
      {dashboard.customers > 0 && (
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-3">
          <CustomersCard dashboard={dashboard} />
          <RevenueCard dashboard={dashboard} />
          <MessagesCard messages={dashboard.messages} />
          <div className="grid grid-cols-1 lg:col-span-2">
            <OrdersCard days={dashboard.ordersPerDay} allOrders={dashboard.orders} />
          </div>
          <InFlightCard campaigns={dashboard.campaignsInFlight} />
          <div className="grid grid-cols-1 lg:col-span-3">
            <StartersCard />
          </div>
        </div>
      )}
      {mayEdit && hidden && (
        <Button variant="link" className="self-start text-muted text-sm" onClick={() => setAway(false)}>
          Show the first steps
        </Button>
      )}
    </div>
  );
}
