import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** The columns the server can sort by and the list shows. */
const sortable = ["name", "email", "totalSpend", "visits", "lastPurchased", "createdAt"] as const;
export type CustomerSort = (typeof sortable)[number];

/** What the address says about the list of customers. */
export interface CustomerListState {
  search: string;
  sort: CustomerSort;
  order: "asc" | "desc";
  /** A rule as JSON: only those it matches are shown. Blank shows everybody. */
  filter: string;
  /** Id of the customer whose details are open. */
  customer: string | null;
}

export const defaultState: CustomerListState = {
  search: "",
  sort: "lastPurchased",
  order: "desc",
  filter: "",
  customer: null,
};

/** Reads the address; what makes no sense in it is as if absent. */
export function readListState(params: URLSearchParams): CustomerListState {
  const sort = params.get("sort");
  const order = params.get("order");
  const known = sortable.find((each) => each === sort);
  return {
    search: params.get("search")?.trim() ?? defaultState.search,
    sort: known ?? defaultState.sort,
    order: order === "asc" || order === "desc" ? order : defaultState.order,
    filter: params.get("filter") ?? defaultState.filter,
    customer: params.get("customer") || null,
  };
}

/** Writes a change into the address; what is as usual is left out. */
export function writeListState(params: URLSearchParams, change: Partial<CustomerListState>): URLSearchParams {
  const next = { ...readListState(params), ...change };
  const written = new URLSearchParams(params);
  const set = (name: string, value: string | null, usual: string | null) =>
    value === usual || value === null ? written.delete(name) : written.set(name, value);
  set("search", next.search.trim(), defaultState.search);
  const sorted = next.sort !== defaultState.sort || next.order !== defaultState.order;
  set("sort", sorted ? next.sort : null, null);
  set("order", sorted ? next.order : null, null);
  set("filter", next.filter, defaultState.filter);
  set("customer", next.customer, null);
  return written;
}

/** The state of the list, kept in the address. `replace` leaves no step in the browser's history. */
export function useListState() {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readListState(params), [params]);
  const change = useCallback(
    (part: Partial<CustomerListState>, how: { replace?: boolean } = {}) =>
      setParams((old) => writeListState(old, part), { replace: how.replace ?? false }),
    [setParams],
  );
  /** The address of the list with a change. */
  const linkTo = useCallback(
    (part: Partial<CustomerListState>) => `?${writeListState(params, part)}`,
    [params],
  );
  return { state, change, linkTo };
}
