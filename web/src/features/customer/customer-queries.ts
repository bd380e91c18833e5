import {
  type InfiniteData,
  keepPreviousData,
  type Query,
  useInfiniteQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, client } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import type { Api } from "@/api/types";
import type { Rule } from "@/features/rule/rule-tree";
import type { CustomerListState } from "./list-state";

export type Customer = Api<"Customer">;
type CustomerPage = Api<"CustomerPage">;

const pageSize = 100;
/** More pages than this are not read again behind somebody's back. */
const quietPages = 2;
/** Between two rereadings because something changed. */
const calmMs = 3000;

// biome-ignore lint/suspicious/noExplicitAny: react-query's own shape of any query
const isShort = (query: Query<any, any, any, any>) =>
  ((query.state.data as InfiniteData<CustomerPage> | undefined)?.pages.length ?? 0) <= quietPages;

type ListQuery = Pick<CustomerListState, "search" | "sort" | "order"> & {
  /** Only those it matches. */
  rule: Rule | null;
};

/** A page of everybody, or of those a rule matches. */
async function customerPage(
  { search, sort, order, rule }: ListQuery,
  cursor: string | null,
  signal: AbortSignal,
): Promise<CustomerPage> {
  const page = { sort, order, limit: pageSize, ...(search !== "" && { search }), ...(cursor && { cursor }) };
  const asked =
    rule === null
      ? await client.GET(listPath, { params: { query: page }, signal })
      : await client.POST(searchPath, { body: { ...page, rule: rule as Api<"Rule"> }, signal });
  return asked.data as CustomerPage;
}

const listPath = "/api/customers";
const searchPath = "/api/customers/search";
/** Every list of customers. */
const listKeys = [
  ["get", listPath],
  ["post", searchPath],
];

/** The list, page by page. */
export function useCustomers({ search, sort, order, rule }: ListQuery) {
  const asked = { search, sort, order, rule };
  return useInfiniteQuery({
    queryKey: [...(rule === null ? ["get", listPath] : ["post", searchPath]), asked],
    queryFn: ({ pageParam, signal }) => customerPage(asked, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchOnMount: isShort,
    refetchOnWindowFocus: isShort,
  });
}

/**
 * Keeps the list true while data arrives: a short list is read again now and then; of a long one it only says that
 * something changed, because reading it again would cost many requests and move the rows under the reader.
 */
export function useLiveCustomers(pages: number): { changed: boolean; reload(): void } {
  const queries = useQueryClient();
  const [changed, setChanged] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const long = useRef(false);
  long.current = pages > quietPages;

  useLiveEvent("dashboard", () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (long.current) setChanged(true);
      else
        for (const queryKey of listKeys)
          void queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
      void queries.invalidateQueries({ queryKey: ["get", "/api/customers/{id}"] });
      void queries.invalidateQueries({ queryKey: ["get", "/api/orders"] });
    }, calmMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  return {
    changed,
    reload() {
      setChanged(false);
      // Back to the first page only.
      for (const queryKey of listKeys) void queries.resetQueries({ queryKey, type: "active" });
    },
  };
}

/** One customer; what the list already knows is shown at once. */
export function useCustomer(id: string, known: Customer | undefined) {
  return api.useQuery(
    "get",
    "/api/customers/{id}",
    { params: { path: { id } } },
    { ...(known && { placeholderData: known }) },
  );
}
