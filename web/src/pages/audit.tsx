import { ArrowLeft, SearchX } from "lucide-react";
import { Link } from "react-router";
import { useMay } from "@/api/me";
import { spans, useAuditState } from "@/features/audit/audit-state";
import { AuditTable } from "@/features/audit/audit-table";
import { type Group, groups } from "@/features/audit/deeds";
import { useActors, useAudit } from "@/features/audit/use-audit";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ListOrError, listEnd } from "@/ui/long-list";
import { PageHeader } from "@/ui/page-header";
import { Select } from "@/ui/select";

const all = "all";
const everything = { value: all, label: "Everything" };
const everybody = { value: all, label: "Everybody" };
const spanOptions = [
  { value: all, label: "Since the beginning" },
  ...spans.map((days) => ({ value: days, label: days === "1" ? "Last 24 hours" : `Last ${days} days` })),
];

const back = (
  <Link
    to={paths.settings}
    className="inline-flex items-center gap-1 text-muted hover:text-ink hover:underline hover:underline-offset-4"
  >
    <ArrowLeft aria-hidden className="size-4" />
    Settings
  </Link>
);

export function Component() {
  const owner = useMay("own");
  return (
    <>
      <PageHeader
        back={back}
        title="Audit log"
        purpose="Who did what here, when, and from where. Lines are added and never changed."
      />
      {owner ? (
        <Log />
      ) : (
        <EmptyState title="For owners only">An owner of the workspace can look things up here.</EmptyState>
      )}
    </>
  );
}

function Log() {
  const { state, change } = useAuditState();
  const list = useAudit(state);
  const actors = useActors();
  const { rows } = list;
  const gone = state.who !== null && !actors.some((actor) => actor.value === state.who);
  const who = [
    everybody,
    ...actors,
    ...(gone && state.who ? [{ value: state.who, label: "Somebody who has left" }] : []),
  ];
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <Select
          aria-label="What"
          value={state.what ?? all}
          options={[everything, ...groups]}
          onChange={(value) => change({ what: value === all ? null : (value as Group) })}
          className="w-56 max-md:w-full"
        />
        <Select
          aria-label="Who"
          value={state.who ?? all}
          options={who}
          onChange={(value) => change({ who: value === all ? null : value })}
          className="w-56 max-md:w-full"
        />
        <Select
          aria-label="When"
          value={state.days ?? all}
          options={spanOptions}
          onChange={(value) => change({ days: spans.find((span) => span === value) ?? null })}
          className="w-48 max-md:w-full"
        />
      </div>
      <ListOrError list={list} loaded={rows !== undefined} title="The audit log could not be loaded">
        <AuditTable
          rows={rows}
          stale={list.isPlaceholderData}
          empty={
            <EmptyState
              icon={SearchX}
              title="Nothing of this kind was done"
              action={
                <Button onClick={() => change({ what: null, who: null, days: null })}>Clear filters</Button>
              }
            >
              Try another time or another person.
            </EmptyState>
          }
          footer={
            list.hasNextPage && !list.isFetchNextPageError ? (
              <Button size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                Show more
              </Button>
            ) : (
              listEnd(list)
            )
          }
        />
      </ListOrError>
    </>
  );
}
