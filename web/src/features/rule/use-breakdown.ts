import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "@/api/client";
import type { Api } from "@/api/types";
import { nodeAt, type Rule, type WrittenRule } from "./rule-tree";
import type { PreviewState } from "./use-preview";

/** How many customers a part of the rule matches alone, and how many the rule matches without it. */
export interface Tally {
  count: number;
  without: number;
}

export interface Tallies {
  /** By node. */
  of: ReadonlyMap<string, Tally>;
  /** They belong to the rule before this one. */
  stale: boolean;
}

export const noTallies: Tallies = { of: new Map(), stale: false };

export const breakdownPath = "/api/segments/breakdown";

const breakdownOptions = (rule: Rule) =>
  api.queryOptions(
    "post",
    breakdownPath,
    { body: rule as Api<"Rule"> },
    { gcTime: 60_000, staleTime: 10_000 },
  );

/** The parts of a rule counted, once its own count is there: that one matters more. */
export function useBreakdown(written: WrittenRule, preview: PreviewState): Tallies {
  const counted = !preview.counting && preview.answer !== undefined && preview.error === null;
  const { data } = useQuery({
    ...breakdownOptions(written.rule),
    enabled: counted && written.rule.rules.length > 0,
  });
  const [of, setOf] = useState(noTallies.of);
  useEffect(() => {
    if (!data) return;
    const found = new Map<string, Tally>();
    for (const { path, count, without } of data.conditions) {
      const id = nodeAt(path, written.places);
      if (id !== undefined) found.set(id, { count, without });
    }
    setOf(found);
  }, [data, written]);
  return { of, stale: data === undefined };
}
