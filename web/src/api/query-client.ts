import { QueryClient } from "@tanstack/react-query";
import { audienceProgress, ProblemError } from "./problem";

/** Only what may heal by itself is tried again. */
export function mayHeal(error: unknown): boolean {
  return !(error instanceof ProblemError) || error.status === 0 || error.status >= 500;
}

/** Between two questions while the server reads the audience. */
const loadingMs = 700;

/** A server that still reads the audience is asked until it has; another failure may pass twice. */
export const retry = (failures: number, error: unknown): boolean =>
  audienceProgress(error) !== null || (failures < 2 && mayHeal(error));

export const retryDelay = (attempt: number, error: unknown): number =>
  audienceProgress(error) !== null ? loadingMs : 500 * 2 ** attempt;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 10 * 60_000,
      retry,
      retryDelay,
    },
    mutations: { retry: false },
  },
});
