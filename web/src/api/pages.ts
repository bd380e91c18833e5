/**
 * How `api.useInfiniteQuery` walks a list: by the server's cursor, the first page without one.
 * Null and not undefined: the library would ask for `cursor=0` otherwise.
 */
export const byCursor = {
  pageParamName: "cursor",
  initialPageParam: null,
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor,
} as const;
