import { api } from "./client";
import type { Api } from "./types";

/** Who is signed in, and their workspace. */
export const meOptions = () => api.queryOptions("get", "/api/auth/me", {}, { staleTime: 60_000 });

/** Inside the shell somebody is always signed in. */
export function useMe(): Api<"Me"> {
  const { data } = api.useSuspenseQuery("get", "/api/auth/me", {}, { staleTime: 60_000 });
  return data;
}

/** What somebody may be allowed to do; the server asks the same table. */
export type Permission = Api<"Permission">;

/** Whether whoever is signed in may do something here: what would be refused is not offered. */
export function useMay(permission: Permission): boolean {
  return useMe().may.includes(permission);
}

export function useWorkspace(): Api<"Workspace"> {
  return useMe().workspace;
}
