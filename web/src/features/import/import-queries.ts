import { useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import { byCursor } from "@/api/pages";
import type { Api } from "@/api/types";
import { isSettled } from "./import-state";

const pollMs = 700;

/** One import; asked again until nothing about it changes, and whenever the pipeline moves. */
export function useImport(id: string) {
  const queries = useQueryClient();
  const asked = api.useQuery(
    "get",
    "/api/imports/{id}",
    { params: { path: { id } } },
    { refetchInterval: ({ state }) => (state.data && isSettled(state.data) ? false : pollMs) },
  );
  const moving = asked.data !== undefined && !isSettled(asked.data);
  useLiveEvent("pipeline", () => {
    if (!moving) return;
    void queries.invalidateQueries({ queryKey: ["get", "/api/imports/{id}"] }, { cancelRefetch: false });
  });
  return asked;
}

/** All imports, newest first. */
export function useImports() {
  return api.useInfiniteQuery(
    "get",
    "/api/imports",
    { params: { query: { limit: 20 } } },
    {
      ...byCursor,
      refetchInterval: ({ state }) =>
        state.data?.pages.some((page) => page.items.some((run) => !isSettled(run))) ? pollMs : false,
    },
  );
}

/** Rows that were refused; asked again while the import runs. */
export function useRejections(id: string, running: boolean) {
  return api.useInfiniteQuery(
    "get",
    "/api/imports/{id}/rejections",
    { params: { path: { id }, query: { limit: 100 } } },
    {
      ...byCursor,
      refetchInterval: running ? 2000 : false,
    },
  );
}

/** Every kept rejection of an import, page by page. */
export async function allRejections(id: string): Promise<Api<"ImportRejection">[]> {
  const found: Api<"ImportRejection">[] = [];
  let cursor: string | null | undefined;
  do {
    const { data } = await client.GET("/api/imports/{id}/rejections", {
      params: { path: { id }, query: { limit: 200, ...(cursor && { cursor }) } },
    });
    found.push(...(data?.items ?? []));
    cursor = data?.nextCursor;
  } while (cursor);
  return found;
}
