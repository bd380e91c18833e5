import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { api } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import type { Rule } from "./rule-tree";

const path = "/api/campaigns/preview";
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
  retry(): void;
}

/** Who a rule matches now: asked once the rule stands still, and again as customers stream in. */
export function usePreview(rule: Rule): PreviewState {
  const text = useMemo(() => JSON.stringify(rule), [rule]);
  const settled = useDebounced(text, previewDelayMs);
  const asked = useMemo(() => JSON.parse(settled) as Rule, [settled]);
  const query = useQuery({ ...previewOptions(asked), placeholderData: keepPreviousData });
  const [last, setLast] = useState<Api<"Preview">>();

  useEffect(() => {
    if (query.data) setLast(query.data);
  }, [query.data]);

  useRefresh();

  const error = text === settled ? query.error : null;
  return {
    answer: query.data ?? last,
    counting: text !== settled || query.isPlaceholderData || (query.isFetching && !query.data),
    error,
    refused: error instanceof ProblemError && error.status === 422 ? error : null,
    retry: () => void query.refetch(),
  };
}

/** Whatever changes a number of the workspace may change a count: the questions in view are asked again. */
function useRefresh(): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLiveEvent("dashboard", () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: ["post", path] });
    }, refreshMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
