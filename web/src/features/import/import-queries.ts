import { useQueryClient } from "@tanstack/react-query";
import { api, client } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import { byCursor } from "@/api/pages";
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

/** Every kept rejection of an import, as a CSV file. */
export async function rejectionsFile(id: string): Promise<Blob> {
  const { data } = await client.GET("/api/imports/{id}/rejections.csv", {
    params: { path: { id } },
    parseAs: "blob",
  });
  return data ?? new Blob();
}
