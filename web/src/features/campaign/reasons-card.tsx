import { api } from "@/api/client";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";
import { capitalised } from "@/lib/format";
import { Card } from "@/ui/card";
import { type Column, DataTable } from "@/ui/data-table";
import { ErrorNote } from "@/ui/error-note";
import { Count, Share } from "@/ui/figures";
import { SkeletonLines } from "@/ui/skeleton";
import { messageStates } from "@/ui/state-badge";
import type { LogState } from "./log-state";

type Reason = Api<"ReasonCount">;

const keyOf = (reason: Pick<Reason, "state" | "reason">) => `${reason.state} ${reason.reason}`;

/** Why messages failed or were never handed over; a row filters the log below. */
export function ReasonsCard({
  id,
  enrolled,
  state,
  onFilter,
}: {
  id: string;
  enrolled: number;
  state: LogState;
  onFilter(part: Partial<LogState>): void;
}) {
  const reasons = api.useQuery("get", "/api/campaigns/{id}/reasons", { params: { path: { id } } });
  const items = reasons.data?.items;
  const selected =
    state.reason === null ? null : keyOf({ state: state.state ?? "failed", reason: state.reason });
  const columns: Column<Reason>[] = [
    {
      id: "reason",
      header: "Reason",
      cell: ({ state: of, reason }) => {
        const look = messageStates[of];
        return (
          <span className="flex items-center gap-2">
            <look.icon aria-label={look.label} className={cn("size-4 shrink-0", look.mark)} />
            {capitalised(reason)}
          </span>
        );
      },
    },
    { id: "count", header: "Messages", align: "right", cell: ({ count }) => <Count value={count} /> },
    {
      id: "share",
      header: "Share",
      align: "right",
      cell: ({ count }) => <Share part={count} whole={enrolled} className="text-muted" />,
    },
  ];
  return (
    <Card
      title="Reasons"
      purpose="Why messages failed or were skipped. Choose one to see whom it was."
      className="min-w-0"
    >
      {reasons.error && !items ? (
        <ErrorNote error={reasons.error} />
      ) : !items ? (
        <SkeletonLines lines={4} />
      ) : items.length === 0 ? (
        <p className="py-6 text-center text-muted">Nothing failed and nobody was skipped.</p>
      ) : (
        <DataTable
          dense
          label="Reasons of failure and exclusion"
          columns={columns}
          rows={items}
          rowKey={keyOf}
          selected={selected}
          onRowClick={(reason) =>
            keyOf(reason) === selected
              ? onFilter({ state: null, reason: null })
              : onFilter({ state: reason.state, reason: reason.reason })
          }
          className="max-h-56"
        />
      )}
    </Card>
  );
}
