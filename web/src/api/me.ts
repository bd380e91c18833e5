import { api } from "./client";
import type { Api } from "./types";

/** Who is signed in, and their workspace. */
export const meOptions = () => api.queryOptions("get", "/api/auth/me", {}, { staleTime: 60_000 });

/** Inside the shell somebody is always signed in. */
export function useMe(): Api<"Me"> {
  const { data } = api.useSuspenseQuery("get", "/api/auth/me", {}, { staleTime: 60_000 });
  return data;
}

export function useWorkspace(): Api<"Workspace"> {
  return useMe().workspace;
}
