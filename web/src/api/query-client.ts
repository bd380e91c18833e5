import { QueryClient } from "@tanstack/react-query";
import { ProblemError } from "./problem";

/** Only what may heal by itself is tried again. */
export function mayHeal(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status === 0 || error.status >= 500;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 10 * 60_000,
      retry: (failures, error) => failures < 2 && mayHeal(error),
      retryDelay: (attempt) => 500 * 2 ** attempt,
    },
    mutations: { retry: false },
  },
});
