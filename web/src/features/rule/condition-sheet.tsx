import { type ReactNode, useEffect, useState } from "react";
import { useFormat } from "@/lib/format-context";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { useRuleTools } from "./rule-context";
import type { ConditionNode } from "./rule-tree";
import { conditionName } from "./sentence";

export interface ConditionSheetProps {
  condition: ConditionNode;
  problem: string | undefined;
  /** Field, operator, value. */
  children: ReactNode;
}

/** On a phone a condition is a sentence; its controls come up as a sheet. A new one comes up by itself. */
export function ConditionSheet({ condition, problem, children }: ConditionSheetProps) {
  const { words, fresh, tallies } = useRuleTools();
  const format = useFormat();
  const [open, setOpen] = useState(fresh === condition.id);
  const name = conditionName(condition, words, format).replace(/^Condition: /, "");
  const title = (words.fieldOf(condition) ?? words.past(condition.metric))?.label ?? "New condition";
  const tally = tallies.of.get(condition.id);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="flex min-h-11 w-full min-w-0 flex-col justify-center rounded-md px-1 text-left"
      >
        <span dir="auto" className="w-full break-words">
          {name.charAt(0).toUpperCase() + name.slice(1)}
        </span>
        {tally && <span className="tabular text-muted text-sm">{format.number(tally.count)} alone</span>}
      </button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={title}
        footer={<Button onClick={() => setOpen(false)}>Done</Button>}
        className="top-auto bottom-0 left-0 max-h-[85dvh] w-full max-w-none translate-x-0 rounded-b-none border-x-0 border-b-0"
      >
        <div data-condition={condition.id} className="flex flex-wrap items-center gap-2">
          <Later>{children}</Later>
          {problem && <p className="w-full text-danger-text text-sm">{problem}</p>}
        </div>
      </Dialog>
    </>
  );
}

/** After the sheet has the focus: a list that opens in it by itself would lose it to the sheet and close. */
function Later({ children }: { children: ReactNode }) {
  const [there, setThere] = useState(false);
  useEffect(() => setThere(true), []);
  return there && children;
}
