import { type InfiniteData, keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import { byCursor } from "@/api/pages";
import type { Api } from "@/api/types";
import { type CampaignSummary, historyKey } from "./campaign-queries";
import type { HistoryState } from "./history-state";

const pageSize = 50;
/** Between two rereadings because a campaign appeared. */
const calmMs = 2000;

type Page = Api<"CampaignPage">;

/** Campaigns, newest first, page by page; those in flight are moved by the live stream. */
export function useHistory({ search, state }: HistoryState) {
  const list = api.useInfiniteQuery(
    "get",
    "/api/campaigns/history",
    {
      params: {
        query: { ...(search !== "" && { search }), ...(state !== null && { state }), limit: pageSize },
      },
    },
    {
      ...byCursor,
      placeholderData: keepPreviousData,
    },
  );
  useNewcomers(list.data);
  const rows = list.data?.pages
    .flatMap((page) => page.items)
    // The stream may have moved a campaign out of the state that was asked for.
    .filter((campaign) => state === null || campaign.state === state || list.isPlaceholderData);
  return { ...list, rows };
}

/** Which campaigns of an event a list has not got. */
export function unknownIn(
  data: InfiniteData<Page, unknown> | undefined,
  items: readonly CampaignSummary[],
): CampaignSummary[] {
  const known = new Set(data?.pages.flatMap((page) => page.items.map((item) => item.id)));
  return items.filter((item) => !known.has(item.id));
}

/** A campaign launched elsewhere, or one that just came into the state asked for: the list is read again. */
function useNewcomers(data: InfiniteData<Page, unknown> | undefined): void {
  const queries = useQueryClient();
  const latest = useRef(data);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const seen = useRef(new Map<string, string>());
  useEffect(() => {
    latest.current = data;
  });
  useLiveEvent("campaigns", ({ items }) => {
    // Under a filter many stay unknown for good: each is asked for once in each of its states.
    const fresh = unknownIn(latest.current, items).filter((item) => seen.current.get(item.id) !== item.state);
    if (!latest.current || fresh.length === 0) return;
    for (const item of fresh) seen.current.set(item.id, item.state);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void queries.invalidateQueries({ queryKey: historyKey }, { cancelRefetch: false });
    }, calmMs);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
