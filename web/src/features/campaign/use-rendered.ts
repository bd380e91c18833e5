import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import type { Api } from "@/api/types";
import { useDebounced } from "@/lib/use-debounced";
import { type DraftForm, messageOf } from "./draft-form";

const delayMs = 200;
const nothing: readonly Api<"FieldError">[] = [];

/** The message as one customer would get it, and what is wrong with it. */
export function useRendered(form: DraftForm, customerId: string | undefined) {
  const message = messageOf(form);
  const text = JSON.stringify({ channel: form.channel, message, customerId: customerId ?? null });
  const settled = useDebounced(text, delayMs);
  const body = useMemo(() => JSON.parse(settled) as Api<"RenderInput">, [settled]);
  const query = useQuery({
    ...api.queryOptions("post", "/api/campaigns/render", { body }, { gcTime: 60_000 }),
    enabled: body.message !== null,
    placeholderData: keepPreviousData,
  });
  const rendered = message === null ? undefined : query.data;
  return {
    rendered,
    /** What is shown is not yet what was typed. */
    stale: text !== settled || query.isPlaceholderData,
    error: query.error,
    retry: () => void query.refetch(),
    errors: message === null ? nothing : (query.data?.errors ?? nothing),
  };
}
