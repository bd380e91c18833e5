import { FileUp } from "lucide-react";
import { Link } from "react-router";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Count, RelativeDate } from "@/ui/figures";
import { useImports } from "./import-queries";
import { type Import, ImportStateBadge, importName } from "./import-state";

const columns: Column<Import>[] = [
  {
    id: "fileName",
    header: "File",
    className: "max-w-0 w-full",
    cell: (run) => (
      <Link
        to={paths.importRun(run.id)}
        tabIndex={-1}
        dir="auto"
        title={importName(run)}
        className="block truncate text-left font-medium hover:underline hover:underline-offset-4"
      >
        {importName(run)}
      </Link>
    ),
  },
  {
    id: "kind",
    header: "What",
    wide: true,
    cell: (run) => (run.kind === "orders" ? "Orders" : "Customers"),
  },
  { id: "state", header: "State", cell: (run) => <ImportStateBadge run={run} /> },
  {
    id: "rowsRead",
    header: "Rows",
    align: "right",
    wide: true,
    cell: (run) => <Count value={run.rowsRead} />,
  },
  {
    id: "accepted",
    header: "Accepted",
    align: "right",
    wide: "very",
    cell: (run) => <Count value={run.accepted} />,
  },
  { id: "rejected", header: "Rejected", align: "right", cell: (run) => <Count value={run.rejectedTotal} /> },
  { id: "startedAt", header: "Begun", wide: true, cell: (run) => <RelativeDate value={run.startedAt} /> },
];

/** Imports that run and those that ran. */
export function ImportList({ onOpen }: { onOpen(run: Import): void }) {
  const list = useImports();
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <Card
      title="Past imports"
      purpose="Those that run, too: open one to see how far it is and what was rejected."
    >
      {list.isError && rows === undefined ? (
        <ErrorState
          className="border-0 py-6"
          error={list.error}
          title="The imports could not be loaded"
          onRetry={() => void list.refetch()}
          busy={list.isFetching}
        />
      ) : (
        <DataTable
          label="Past imports"
          columns={columns}
          rows={rows}
          rowKey={(run) => run.id}
          onRowClick={onOpen}
          skeletonRows={3}
          empty={
            <EmptyState icon={FileUp} title="No imports yet" className="border-0 py-6">
              What you import is listed here with its result.
            </EmptyState>
          }
          footer={
            list.hasNextPage ? (
              <Button size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                Show more
              </Button>
            ) : undefined
          }
        />
      )}
    </Card>
  );
}
