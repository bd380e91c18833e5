import { ChartColumn, Table2 } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { api } from "@/api/client";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/format-context";
import { Card } from "@/ui/card";
import { type Column, DataTable } from "@/ui/data-table";
import { ErrorNote } from "@/ui/error-note";
import { Count } from "@/ui/figures";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/skeleton";
import { messageStates } from "@/ui/state-badge";
import { type Delivery, deliveries, spanName } from "./timeline";

const DeliveryChart = lazy(() =>
  import("./delivery-chart").then((file) => ({ default: file.DeliveryChart })),
);

type View = "chart" | "table";

/** How fast the answers came: bars, and behind them the same numbers as a table. */
export function DeliveryCard({ id, className }: { id: string; className?: string }) {
  const [view, setView] = useState<View>("chart");
  const timeline = api.useQuery("get", "/api/campaigns/{id}/timeline", { params: { path: { id } } });
  const { bars, minutes } = useMemo(() => deliveries(timeline.data?.items ?? []), [timeline.data]);
  const name = `Deliveries ${spanName(minutes)}`;
  return (
    <Card
      title={name}
      className={cn("min-w-0", className)}
      action={
        <Segmented<View>
          size="sm"
          label="Show as"
          value={view}
          onChange={setView}
          options={[
            {
              value: "chart",
              label: (
                <>
                  <ChartColumn aria-hidden /> Bars
                </>
              ),
            },
            {
              value: "table",
              label: (
                <>
                  <Table2 aria-hidden /> Table
                </>
              ),
            },
          ]}
        />
      }
    >
      {timeline.error && !timeline.data ? (
        <ErrorNote error={timeline.error} />
      ) : !timeline.data ? (
        <Skeleton className="h-[200px]" />
      ) : bars.length === 0 ? (
        <p className="flex h-[200px] items-center justify-center text-muted">
          Nothing has been delivered yet.
        </p>
      ) : view === "table" ? (
        <DeliveryTable bars={bars} name={name} />
      ) : (
        <>
          <Suspense fallback={<Skeleton className="h-[200px]" />}>
            <DeliveryChart bars={bars} label={name} />
          </Suspense>
          <Key />
        </>
      )}
    </Card>
  );
}

/** Which colour is which, with the icons of the states. */
function Key() {
  return (
    <p aria-hidden className="mt-2 flex justify-end gap-4 text-muted text-xs">
      {(["sent", "failed"] as const).map((state) => {
        const look = messageStates[state];
        return (
          <span key={state} className="flex items-center gap-1">
            <look.icon className={cn("size-3.5", look.mark)} />
            {look.label}
          </span>
        );
      })}
    </p>
  );
}

function DeliveryTable({ bars, name }: { bars: readonly Delivery[]; name: string }) {
  const format = useFormat();
  const columns: Column<Delivery>[] = [
    { id: "from", header: "From", cell: (bar) => format.dateTime(bar.from) },
    { id: "sent", header: "Sent", align: "right", cell: (bar) => <Count value={bar.sent} /> },
    { id: "failed", header: "Failed", align: "right", cell: (bar) => <Count value={bar.failed} /> },
  ];
  return (
    <DataTable
      dense
      label={name}
      columns={columns}
      rows={[...bars].reverse()}
      rowKey={(bar) => String(bar.from)}
      className="h-[224px]"
    />
  );
}
