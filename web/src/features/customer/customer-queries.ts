import { type InfiniteData, keepPreviousData, type Query, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import { byCursor } from "@/api/pages";
import type { Api } from "@/api/types";
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

/** The list, page by page. */
export function useCustomers({ search, sort, order }: Omit<CustomerListState, "customer">) {
  return api.useInfiniteQuery(
    "get",
    "/api/customers",
    { params: { query: { ...(search !== "" && { search }), sort, order, limit: pageSize } } },
    {
      ...byCursor,
      placeholderData: keepPreviousData,
      refetchOnMount: isShort,
      refetchOnWindowFocus: isShort,
    },
  );
}

/**
 * Keeps the list true while data arrives: a short list is read again now and then; of a long one it only says that
 * something changed, because reading it again would cost many requests and move the rows under the reader.
 */
export function useLiveCustomers(pages: number): { changed: boolean; reload(): void } {
  const queries = useQueryClient();
  const [changed, setChanged] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const queryKey = ["get", "/api/customers"];
  const long = useRef(false);
  long.current = pages > quietPages;

  useLiveEvent("dashboard", () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (long.current) setChanged(true);
      else void queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
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
      void queries.resetQueries({ queryKey, type: "active" });
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
