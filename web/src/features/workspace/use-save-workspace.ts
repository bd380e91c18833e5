import { useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { meOptions } from "@/api/me";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";

export interface Saving {
  /** With the workspace as it is now. */
  onSaved(workspace: Api<"Workspace">): void;
  /** What is wrong with a field, by its path in the API, e.g. `sender.email`. */
  onWrong(path: string, message: string): void;
}

/** Saves a change of the workspace; what it does not mention stays. */
export function useSaveWorkspace({ onSaved, onWrong }: Saving) {
  const queries = useQueryClient();
  return api.useMutation("put", "/api/workspace", {
    onSuccess(workspace) {
      queries.setQueryData(meOptions().queryKey, (me: Api<"Me"> | undefined) => me && { ...me, workspace });
      queries.setQueryData(api.queryOptions("get", "/api/workspace").queryKey, workspace);
      // Who can be reached depends on it.
      void queries.invalidateQueries({ queryKey: ["post", "/api/campaigns/preview"] });
      onSaved(workspace);
    },
    onError(problem) {
      if (!(problem instanceof ProblemError)) return;
      for (const { path, message } of problem.errors) onWrong(path, message);
    },
  });
}
