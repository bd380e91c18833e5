import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { type CampaignState, campaignStates } from "@/ui/state-badge";

/** What the address says about the list of campaigns. */
export interface HistoryState {
  search: string;
  /** Only campaigns in this state. */
  state: CampaignState | null;
}

/** Reads the address; what makes no sense in it is as if absent. */
export function readHistoryState(params: URLSearchParams): HistoryState {
  const state = params.get("state");
  return {
    search: params.get("search")?.trim() ?? "",
    state: state !== null && Object.hasOwn(campaignStates, state) ? (state as CampaignState) : null,
  };
}

/** The state of the list, kept in the address. */
export function useHistoryState() {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readHistoryState(params), [params]);
  const change = useCallback(
    (part: Partial<HistoryState>) =>
      setParams(
        (old) => {
          const next = { ...readHistoryState(old), ...part };
          const written = new URLSearchParams(old);
          if (next.search.trim() === "") written.delete("search");
          else written.set("search", next.search.trim());
          if (next.state === null) written.delete("state");
          else written.set("state", next.state);
          return written;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { state, change };
}
