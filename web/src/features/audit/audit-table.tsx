import type { ReactNode } from "react";
import { Link } from "react-router";
import { type Column, DataTable } from "@/ui/data-table";
import { RelativeDate } from "@/ui/figures";
import { type AuditEntry, actorName, deeds, targetName } from "./deeds";

const columns: Column<AuditEntry>[] = [
  {
    id: "at",
    header: "When",
    wide: true,
    cell: (entry) => <RelativeDate value={entry.at} className="text-muted" />,
  },
  {
    id: "by",
    header: "Who",
    wide: true,
    cell: (entry) => (
      <div className="max-w-56">
        <Who entry={entry} />
      </div>
    ),
  },
  {
    id: "what",
    header: "What",
    className: "max-w-0 w-full",
    cell: (entry) => (
      <div className="min-w-0 @max-[640px]/table:py-2">
        <What entry={entry} />
        <div className="mt-0.5 flex min-w-0 justify-between gap-3 text-muted text-sm @min-[640px]/table:hidden">
          <Who entry={entry} />
          <RelativeDate value={entry.at} className="shrink-0" />
        </div>
      </div>
    ),
  },
  {
    id: "address",
    header: "From",
    wide: "very",
    cell: ({ address }) =>
      address ? (
        <span className="tabular block max-w-48 truncate text-muted" title={address}>
          {address}
        </span>
      ) : (
        <span className="whitespace-nowrap text-faint">the server</span>
      ),
  },
];

function Who({ entry }: { entry: AuditEntry }) {
  const name = actorName(entry.by);
  return (
    <bdi className="block min-w-0 truncate" title={name}>
      {name}
    </bdi>
  );
}

function What({ entry }: { entry: AuditEntry }) {
  const { said, to, detail } = deeds[entry.deed];
  const target = targetName(entry);
  const id = entry.on?.id;
  return (
    <span className="line-clamp-2 break-words">
      {said}
      {target && " "}
      {target &&
        (to && id ? (
          <Link to={to(id)} className="font-medium underline-offset-4 hover:underline">
            <bdi>{target}</bdi>
          </Link>
        ) : (
          <bdi className="font-medium">{target}</bdi>
        ))}
      {entry.detail && detail && <span className="text-muted"> {detail(entry.detail)}</span>}
    </span>
  );
}

export interface AuditTableProps {
  rows: readonly AuditEntry[] | undefined;
  stale: boolean;
  empty: ReactNode;
  footer: ReactNode;
}

/** A line a deed, newest first. */
export function AuditTable({ rows, stale, empty, footer }: AuditTableProps) {
  return (
    <DataTable
      label="Audit log"
      columns={columns}
      rows={rows}
      rowKey={(entry) => entry.id}
      stale={stale}
      skeletonRows={8}
      empty={empty}
      footer={footer}
    />
  );
}
