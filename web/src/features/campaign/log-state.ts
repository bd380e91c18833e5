import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { type MessageState, messageStates } from "@/ui/state-badge";

/** What the address says about a campaign's log. */
export interface LogState {
  state: MessageState | null;
  /** Exactly this reason. */
  reason: string | null;
  search: string;
  /** The message whose text is open. */
  message: string | null;
}

/** Reads the address; what makes no sense in it is as if absent. */
export function readLogState(params: URLSearchParams): LogState {
  const state = params.get("state");
  return {
    state: state !== null && Object.hasOwn(messageStates, state) ? (state as MessageState) : null,
    reason: params.get("reason") || null,
    search: params.get("search")?.trim() ?? "",
    message: params.get("message") || null,
  };
}

export function writeLogState(params: URLSearchParams, change: Partial<LogState>): URLSearchParams {
  const next = { ...readLogState(params), ...change };
  const written = new URLSearchParams(params);
  for (const name of ["state", "reason", "search", "message"] as const) {
    const value = next[name]?.trim();
    if (value) written.set(name, value);
    else written.delete(name);
  }
  return written;
}

/** The state of the log, kept in the address. */
export function useLogState() {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readLogState(params), [params]);
  const change = useCallback(
    (part: Partial<LogState>) =>
      setParams((old) => writeLogState(old, part), { replace: true, preventScrollReset: true }),
    [setParams],
  );
  return { state, change };
}
