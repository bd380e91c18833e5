import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { api } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import { audienceProgress, ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import type { Rule } from "./rule-tree";
import { breakdownPath } from "./use-breakdown";

const path = "/api/campaigns/preview";
/** What else is answered from the customers of now. */
export const explainPath = "/api/segments/explain";
export const distributionPath = "/api/segments/distribution";
const asked = [
  ["post", path],
  ["post", breakdownPath],
  ["post", explainPath],
  ["get", distributionPath],
  ["get", "/api/segments/{id}/count"],
];
/** Between the last key and the question. */
export const previewDelayMs = 120;
/** Customers that stream in move the count at most this often. */
const refreshMs = 1000;

/** A question per rule: an answer that comes late belongs to another rule and is never shown for this one. */
export const previewOptions = (rule: Rule) =>
  api.queryOptions("post", path, { body: rule as Api<"Rule"> }, { gcTime: 60_000, staleTime: 10_000 });

export interface PreviewState {
  /** The last good answer, also while the next one is on its way. */
  answer: Api<"Preview"> | undefined;
  /** The answer is not yet that of the rule on the screen. */
  counting: boolean;
  /** Why there is no answer to this rule. */
  error: unknown;
  /** The rule `error` is about makes no sense; where, is in its errors. */
  refused: ProblemError | null;
  /** How much of the audience the server has read, 0 to 1, while it cannot answer for that reason. */
  loading: number | null;
  retry(): void;
}

/** Who a rule matches now: asked once the rule stands still, and again as customers stream in. */
export function usePreview(rule: Rule): PreviewState {
  const text = useMemo(() => JSON.stringify(rule), [rule]);
  const settled = useDebounced(text, previewDelayMs);
  const asking = useMemo(() => JSON.parse(settled) as Rule, [settled]);
  const query = useQuery({ ...previewOptions(asking), placeholderData: keepPreviousData });
  const [last, setLast] = useState<Api<"Preview">>();

  useEffect(() => {
    if (query.data) setLast(query.data);
  }, [query.data]);

  useRefresh(refreshMs);

  const error = text === settled ? query.error : null;
  return {
    answer: query.data ?? last,
    counting: text !== settled || query.isPlaceholderData || (query.isFetching && !query.data),
    error,
    refused: error instanceof ProblemError && error.status === 422 ? error : null,
    loading: query.isFetching ? audienceProgress(query.failureReason) : null,
    retry: () => void query.refetch(),
  };
}

/** Whatever changes a number of the workspace may change a count: the questions in view are asked again, so often. */
export function useRefresh(calmMs: number): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLiveEvent("dashboard", () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      for (const queryKey of asked) void queries.invalidateQueries({ queryKey });
    }, calmMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
