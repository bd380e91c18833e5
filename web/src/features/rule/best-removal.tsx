import { Trash2 } from "lucide-react";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Button } from "@/ui/button";
import { type GroupNode, newGroup, type RuleNode, walk } from "./rule-tree";
import { plainSentence, sentence } from "./sentence";
import type { Tallies } from "./use-breakdown";
import type { Words } from "./vocabulary";

/** The part of a rule whose removal brings back the most; of equals the smallest part. */
export function bestRemoval(root: GroupNode, tallies: Tallies): { node: RuleNode; count: number } | null {
  let best: { node: RuleNode; count: number } | null = null;
  for (const node of walk(root)) {
    const count = tallies.of.get(node.id)?.without ?? 0;
    if (count > (best?.count ?? 0) || (best && count === best.count && node.type === "condition")) {
      if (count > 0) best = { node, count };
    }
  }
  return best;
}

export interface BestRemovalProps {
  root: GroupNode;
  tallies: Tallies;
  words: Words;
  /** Takes a part out of the rule; not offered to those who only look. */
  onRemove?: ((id: string) => void) | undefined;
}

/** When nobody matches: the part to blame, and a way to do without it. */
export function BestRemoval({ root, tallies, words, onRemove }: BestRemovalProps) {
  const format = useFormat();
  const best = tallies.stale ? null : bestRemoval(root, tallies);
  if (!best) return <p className="text-muted text-sm">Nobody matches all of this.</p>;
  const parts = sentence(newGroup("AND", [best.node], "removed"), words, format).slice(1);
  return (
    <div className="flex flex-col items-start gap-2 rounded-lg bg-raised p-3 text-sm">
      <p className="min-w-0 break-words text-muted">
        Nobody matches all of this. Without <span className="text-ink">{plainSentence(parts)}</span> it would
        be <span className="tabular font-medium text-ink">{format.number(best.count)}</span>.
      </p>
      {onRemove && (
        <Button size="sm" onClick={() => onRemove(best.node.id)}>
          <Trash2 aria-hidden />
          Remove it: {plural(best.count, format.number(best.count), "customer")}
        </Button>
      )}
    </div>
  );
}
