import { type InfiniteData, keepPreviousData, type QueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { byCursor } from "@/api/pages";
import type { Api } from "@/api/types";

export type Segment = Api<"Segment">;

const pageSize = 50;

type Page = Api<"SegmentPage">;

const listKey = ["get", "/api/segments"];
/** What names segments. */
const namingKeys = [listKey, ["get", "/api/segments/vocabulary"], ["get", "/api/customers/{id}/segments"]];
/** What is known of single segments: one may hold others. */
const singleKeys = [
  ["get", "/api/segments/{id}"],
  ["get", "/api/segments/{id}/count"],
  ["get", "/api/segments/{id}/used-by"],
];

/** A segment was made or changed: everything that shows segments is read again. */
export function segmentChanged(queries: QueryClient): void {
  for (const queryKey of [...namingKeys, ...singleKeys]) void queries.invalidateQueries({ queryKey });
}

/** A segment is gone: no list shows it any longer, and nobody asks for it. */
export function segmentGone(queries: QueryClient, id: string): void {
  const page = (one: Page): Page => ({ ...one, items: one.items.filter((item) => item.id !== id) });
  queries.setQueriesData({ queryKey: listKey }, (data: Page | InfiniteData<Page> | undefined) => {
    if (!data) return data;
    return "pages" in data ? { ...data, pages: data.pages.map(page) } : page(data);
  });
  for (const queryKey of namingKeys) void queries.invalidateQueries({ queryKey });
}

export const segmentOptions = (id: string) =>
  api.queryOptions("get", "/api/segments/{id}", { params: { path: { id } } });

/** How many are in it now. */
export const segmentCountOptions = (id: string) =>
  api.queryOptions("get", "/api/segments/{id}/count", { params: { path: { id } } }, { staleTime: 10_000 });

/** Segments and campaigns that refer to it. */
export const segmentUsersOptions = (id: string) =>
  api.queryOptions("get", "/api/segments/{id}/used-by", { params: { path: { id } } }, { staleTime: 0 });

/** Every segment by name, page by page. */
export function useSegments(search: string) {
  const list = api.useInfiniteQuery(
    "get",
    "/api/segments",
    { params: { query: { ...(search !== "" && { search }), limit: pageSize } } },
    { ...byCursor, placeholderData: keepPreviousData },
  );
  return { ...list, rows: list.data?.pages.flatMap((page) => page.items) };
}
