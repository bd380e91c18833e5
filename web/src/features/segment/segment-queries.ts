import { keepPreviousData } from "@tanstack/react-query";
import { api } from "@/api/client";
import { byCursor } from "@/api/pages";
import type { Api } from "@/api/types";

export type Segment = Api<"Segment">;

const pageSize = 50;

/** What is read again when a segment was made, changed or deleted. */
export const segmentKeys = [
  ["get", "/api/segments"],
  ["get", "/api/segments/{id}"],
  ["get", "/api/segments/{id}/count"],
  ["get", "/api/segments/{id}/used-by"],
  ["get", "/api/segments/vocabulary"],
  ["get", "/api/customers/{id}/segments"],
] as const;

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
