import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { type Group, groups } from "./deeds";

/** What the address says about the audit log. */
export interface AuditState {
  /** Only deeds of this group. */
  what: Group | null;
  /** Only of this person or key: `person:5`, `key:7`. */
  who: string | null;
  /** Only of so many days. */
  days: Days | null;
}

export const spans = ["1", "7", "30", "90"] as const;
export type Days = (typeof spans)[number];

/** Reads the address; what makes no sense in it is as if absent. */
export function readAuditState(params: URLSearchParams): AuditState {
  const what = params.get("what");
  const who = params.get("who");
  const days = params.get("days");
  return {
    what: groups.find((group) => group.value === what)?.value ?? null,
    who: who !== null && /^(person|key):[1-9]\d*$/.test(who) ? who : null,
    days: spans.find((span) => span === days) ?? null,
  };
}

/** The state of the list, kept in the address. */
export function useAuditState() {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readAuditState(params), [params]);
  const change = useCallback(
    (part: Partial<AuditState>) =>
      setParams(
        (old) => {
          const written = new URLSearchParams(old);
          for (const [name, value] of Object.entries({ ...readAuditState(old), ...part })) {
            if (value === null) written.delete(name);
            else written.set(name, value);
          }
          return written;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { state, change };
}
