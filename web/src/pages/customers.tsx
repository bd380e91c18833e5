import { ListFilter, RotateCw, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { Link } from "react-router";
import { useMay } from "@/api/me";
import { audienceProgress } from "@/api/problem";
import { CustomerPanel } from "@/features/customer/customer-panel";
import { useCustomers, useLiveCustomers } from "@/features/customer/customer-queries";
import { CustomerTable } from "@/features/customer/customer-table";
import { type CustomerSort, useListState } from "@/features/customer/list-state";
import { FilterBar } from "@/features/customer-filter/filter-bar";
import { FilterPanel } from "@/features/customer-filter/filter-panel";
import { filterRule, filterText } from "@/features/customer-filter/filter-rule";
import { Reading } from "@/features/rule/reading";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { useSearchText } from "@/lib/use-search-text";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ListOrError, listEnd } from "@/ui/long-list";
import { PageHeader } from "@/ui/page-header";
import { SearchInput } from "@/ui/search-input";
import { SlowNote } from "@/ui/slow-note";

export function Component() {
  const { state, change, linkTo } = useListState();
  const [text, setText] = useSearchText(state.search, (search) => change({ search }, { replace: true }));
  const rule = useMemo(() => filterRule(state.filter), [state.filter]);
  const [filtering, setFiltering] = useState(false);
  const list = useCustomers({ ...state, rule });
  const pages = list.data?.pages;
  const rows = pages?.flatMap((page) => page.items);
  const total = pages?.[0]?.total;
  const live = useLiveCustomers(pages?.length ?? 0);
  const narrowed = state.search !== "" || rule !== null;
  const nobody = total === 0 && !narrowed;
  const reading = list.isFetching ? audienceProgress(list.failureReason) : null;
  const mayIngest = useMay("ingest");

  return (
    <div className="flex h-[calc(100dvh-6rem)] min-h-96 flex-col md:h-[calc(100dvh-3rem)]">
      <PageHeader
        title="Customers"
        purpose="Everybody the shop knows, with what they bought."
        action={
          !nobody &&
          mayIngest && (
            <Button variant="primary" asChild>
              <Link to={paths.import}>Import customers</Link>
            </Button>
          )
        }
      />
      {!nobody && (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 pb-3">
          <div className="flex gap-2 max-md:w-full">
            <SearchInput
              label="Search customers"
              placeholder="Name, email, phone or external id"
              value={text}
              onChange={setText}
              className="w-80 max-md:min-w-0 max-md:flex-1"
            />
            <Button
              onClick={() => {
                change({ customer: null }, { replace: true });
                setFiltering(true);
              }}
            >
              <ListFilter aria-hidden />
              {rule === null ? "Filter" : "Change filter"}
            </Button>
          </div>
          <div className="flex items-center gap-3">
            {live.changed && (
              <Button size="sm" variant="ghost" onClick={live.reload}>
                <RotateCw aria-hidden />
                Changed since: show the newest
              </Button>
            )}
            <Total total={total} narrowed={narrowed} stale={list.isPlaceholderData} />
          </div>
        </div>
      )}
      {rule !== null && (
        <FilterBar rule={rule} searched={state.search !== ""} onClear={() => change({ filter: "" })} />
      )}
      {reading !== null && (
        <div className="mb-3">
          <Reading progress={reading} what="The list comes" />
        </div>
      )}
      <ListOrError list={list} loaded={rows !== undefined} title="The customers could not be loaded">
        <CustomerTable
          className="min-h-0"
          rows={rows}
          stale={list.isPlaceholderData}
          selected={state.customer}
          sort={{ by: state.sort, order: state.order }}
          onSort={({ by, order }) => change({ sort: by as CustomerSort, order })}
          onOpen={({ id }) => change({ customer: id }, { replace: state.customer !== null })}
          linkTo={({ id }) => linkTo({ customer: id })}
          place={`customers ${state.search} ${state.sort} ${state.order} ${state.filter}`}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetching && !list.isFetchNextPageError) void list.fetchNextPage();
          }}
          empty={
            nobody ? (
              <NoCustomers />
            ) : (
              <NoMatch
                search={state.search}
                filtered={rule !== null}
                onClear={() => {
                  setText("");
                  change({ search: "", filter: "" });
                }}
              />
            )
          }
          footer={listEnd(list)}
        />
      </ListOrError>
      {rows === undefined && list.isFetching && reading === null && (
        <SlowNote className="mt-3">Still looking through the customers. They appear by themselves.</SlowNote>
      )}
      <CustomerPanel
        id={state.customer}
        known={rows?.find((customer) => customer.id === state.customer)}
        onClose={() => change({ customer: null })}
      />
      <FilterPanel
        open={filtering}
        rule={rule}
        onClose={() => setFiltering(false)}
        onShow={(next) => {
          setFiltering(false);
          change({ filter: filterText(next) });
        }}
      />
    </div>
  );
}

function Total({ total, narrowed, stale }: { total: number | undefined; narrowed: boolean; stale: boolean }) {
  const format = useFormat();
  return (
    <p role="status" className={stale ? "tabular text-faint" : "tabular text-muted"}>
      {total === undefined
        ? ""
        : narrowed
          ? `${plural(total, format.number(total), "customer")} ${total === 1 ? "matches" : "match"}`
          : plural(total, format.number(total), "customer")}
    </p>
  );
}

function NoCustomers() {
  const mayIngest = useMay("ingest");
  return (
    <EmptyState
      ghost
      title="No customers yet"
      action={
        mayIngest && (
          <>
            <Button variant="primary" asChild>
              <Link to={paths.import}>Import a file</Link>
            </Button>
            <Button asChild>
              <Link to={paths.dashboard}>Other ways</Link>
            </Button>
          </>
        )
      }
    >
      They come from a file, from the API, or from the demo shop. An order of somebody unknown brings them,
      too.
    </EmptyState>
  );
}

function NoMatch({ search, filtered, onClear }: { search: string; filtered: boolean; onClear(): void }) {
  return (
    <EmptyState
      icon={SearchX}
      title="Nobody matches"
      action={<Button onClick={onClear}>{filtered ? "Clear filters" : "Clear the search"}</Button>}
    >
      {search === "" ? (
        "Nobody is as the filter wants."
      ) : (
        <>
          No name, email, phone or external id {filtered && "of those the filter matches "}contains “
          <bdi className="break-all">{search}</bdi>”.
        </>
      )}
    </EmptyState>
  );
}
