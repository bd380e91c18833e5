import { keepPreviousData } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { byCursor } from "@/api/pages";
import type { AuditState } from "./audit-state";
import { deedsOf } from "./deeds";

const pageSize = 50;
const dayMs = 86_400_000;

/** The audit log, newest first, page by page. */
export function useAudit({ what, who, days }: AuditState) {
  // Of the moment the span was chosen: a list that asks for another page must not ask another question.
  const from = useMemo(
    () => (days === null ? null : new Date(Date.now() - Number(days) * dayMs).toISOString()),
    [days],
  );
  const [kind, id] = who?.split(":") ?? [];
  const list = api.useInfiniteQuery(
    "get",
    "/api/audit",
    {
      params: {
        query: {
          ...(what !== null && { deed: deedsOf(what) }),
          ...(kind === "person" && id !== undefined && { person: id }),
          ...(kind === "key" && id !== undefined && { key: id }),
          ...(from !== null && { from }),
          limit: pageSize,
        },
      },
    },
    { ...byCursor, placeholderData: keepPreviousData, refetchOnMount: "always" },
  );
  return { ...list, rows: list.data?.pages.flatMap((page) => page.items) };
}

/** Whom one can look for: members and keys there are now. */
export function useActors(): { value: string; label: string }[] {
  const members = api.useQuery("get", "/api/members");
  const keys = api.useQuery("get", "/api/api-keys");
  const people = (members.data?.items ?? []).map(({ id, name, email }) => ({
    value: `person:${id}`,
    label: name ?? email ?? "The first owner",
  }));
  const scripts = (keys.data?.items ?? []).map(({ id, name }) => ({
    value: `key:${id}`,
    label: `Key “${name}”`,
  }));
  return [...people, ...scripts];
}
