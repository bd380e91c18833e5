import { type InfiniteData, keepPreviousData, type Query, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, backend } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import { byCursor } from "@/api/pages";
import type { Api } from "@/api/types";
import type { LogState } from "./log-state";

export type Message = Api<"Message">;
type Page = Api<"MessagePage">;

const pageSize = 100;
/** More pages than this are not read again behind somebody's back. */
const quietPages = 2;
/** Between two rereadings while messages move. */
const calmMs = 1000;

// biome-ignore lint/suspicious/noExplicitAny: react-query's own shape of any query
const isShort = (query: Query<any, any, any, any>) =>
  ((query.state.data as InfiniteData<Page> | undefined)?.pages.length ?? 0) <= quietPages;

/** A campaign's messages, by their place in its ledger, page by page. */
export function useLog(id: string, { state, reason, search }: LogState) {
  return api.useInfiniteQuery(
    "get",
    "/api/campaigns/{id}/messages",
    {
      params: {
        path: { id },
        query: {
          ...(state !== null && { state }),
          ...(reason !== null && { reason }),
          ...(search !== "" && { search }),
          limit: pageSize,
        },
      },
    },
    {
      ...byCursor,
      placeholderData: keepPreviousData,
      refetchOnMount: isShort,
      refetchOnWindowFocus: isShort,
    },
  );
}

/** Where the browser finds the messages a filter leaves, as a file. */
export function logFileOf(id: string, { state, reason, search }: LogState): string {
  const query = new URLSearchParams({
    ...(state !== null && { state }),
    ...(reason !== null && { reason }),
    ...(search !== "" && { search }),
  });
  const asked = query.size > 0 ? `?${query}` : "";
  return `${backend}/api/campaigns/${encodeURIComponent(id)}/messages.csv${asked}`;
}

/**
 * While messages move, reasons and timeline are read again now and then, and the log with them as long as it is
 * short; of a long one it only says that something changed, because its rows would move under the reader.
 */
export function useLiveLog(id: string, pages: number): { changed: boolean; reload(): void } {
  const queries = useQueryClient();
  const [changed, setChanged] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stats = useRef<string>(undefined);
  const long = useRef(false);
  useEffect(() => {
    long.current = pages > quietPages;
  });

  useLiveEvent("campaign", (campaign) => {
    if (campaign.id !== id) return;
    const now = JSON.stringify(campaign.stats);
    const moved = stats.current !== undefined && stats.current !== now;
    stats.current = now;
    if (!moved) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      for (const path of ["/api/campaigns/{id}/reasons", "/api/campaigns/{id}/timeline"]) {
        void queries.invalidateQueries({ queryKey: ["get", path] }, { cancelRefetch: false });
      }
      if (long.current) setChanged(true);
      else {
        void queries.invalidateQueries(
          { queryKey: ["get", "/api/campaigns/{id}/messages"] },
          { cancelRefetch: false },
        );
      }
    }, calmMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);

  return {
    changed,
    reload() {
      setChanged(false);
      // Back to the first page only.
      void queries.resetQueries({ queryKey: ["get", "/api/campaigns/{id}/messages"], type: "active" });
    },
  };
}
