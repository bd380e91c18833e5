import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { useDebounced } from "@/lib/use-debounced";
import { type ConditionNode, newGroup, type Rule, writeRule } from "./rule-tree";
import { previewOptions } from "./use-preview";

/** Behind the count of the whole rule, which matters more. */
const delayMs = 300;

/** How many customers a condition matches on its own. */
export function ConditionCount({ condition }: { condition: ConditionNode }) {
  const format = useFormat();
  const text = useMemo(
    () => JSON.stringify(writeRule(newGroup("AND", [condition], "count"), () => true).rule.rules[0]),
    [condition],
  );
  const settled = useDebounced(text, delayMs);
  const { data } = useQuery(previewOptions(useMemo(() => JSON.parse(settled) as Rule, [settled])));
  if (!data) return null;
  const exact = plural(data.count, format.number(data.count), "customer matches", "customers match");
  return (
    <span
      title={`${exact} this condition alone`}
      className={cn("tabular text-faint text-xs max-sm:hidden", text !== settled && "opacity-50")}
    >
      <span aria-hidden>{format.compact(data.count)}</span>
      <span className="sr-only">{exact} this condition alone</span>
    </span>
  );
}
