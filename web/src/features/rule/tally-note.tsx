import { cn } from "@/lib/cn";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { useRuleTools } from "./rule-context";

/** How many customers a part of the rule matches on its own. */
export function TallyNote({ id, what }: { id: string; what: "condition" | "group" }) {
  const { tallies } = useRuleTools();
  const format = useFormat();
  const tally = tallies.of.get(id);
  if (!tally) return null;
  const exact = plural(tally.count, format.number(tally.count), "customer matches", "customers match");
  return (
    <span
      title={`${exact} this ${what} alone`}
      className={cn(
        "tabular px-1 text-muted text-xs max-sm:hidden",
        tallies.stale && "opacity-50 transition-opacity",
      )}
    >
      <span aria-hidden>{format.compact(tally.count)}</span>
      <span className="sr-only">
        {exact} this {what} alone
      </span>
    </span>
  );
}
