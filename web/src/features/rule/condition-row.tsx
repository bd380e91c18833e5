import { ArrowDown, ArrowUp, Copy, Ellipsis, FolderPlus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/format-context";
import { modKey } from "@/lib/mod-key";
import { usePhone } from "@/lib/use-phone";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/ui/dropdown-menu";
import { IconButton } from "@/ui/icon-button";
import { isFinished, isForeign } from "./condition";
import { ConditionControls } from "./condition-controls";
import { ConditionSheet } from "./condition-sheet";
import { FieldPicker } from "./field-picker";
import { Grip } from "./grip";
import { useRuleTools } from "./rule-context";
import { type ConditionNode, depthOf, heightOf, parentOf } from "./rule-tree";
import { conditionName } from "./sentence";
import { TallyNote } from "./tally-note";

/** One condition, a row that reads as a sentence: field, operator, value. */
export function ConditionRow({ condition }: { condition: ConditionNode }) {
  const { dispatch, words, problems, state, full, drag, step } = useRuleTools();
  const format = useFormat();
  const Place = usePhone() ? ConditionSheet : InRow;
  const problem = problems.get(condition.id);
  const finished = isFinished(condition, words);
  const parent = parentOf(state.root, condition.id);
  const canWrap =
    parent !== undefined && depthOf(state.root, parent.id) + heightOf(condition) < words.limits.depth;

  const change = (next: Partial<ConditionNode>) =>
    dispatch({ type: "change", id: condition.id, change: next, at: Date.now() });

  return (
    <fieldset
      data-condition={condition.id}
      aria-label={conditionName(condition, words, format)}
      aria-describedby={problem ? `${condition.id}-problem` : undefined}
      className={cn(
        "min-w-0 rounded-lg border py-1 pr-1 transition-opacity",
        problem ? "border-danger" : finished ? "border-transparent" : "border-line-control border-dashed",
        drag.id === condition.id && "opacity-40",
      )}
    >
      <div className="flex items-start gap-1">
        <Grip id={condition.id} what="condition" />
        <div className="flex min-w-0 flex-1 flex-wrap items-start gap-1.5">
          {isForeign(condition, words) ? (
            <code
              className="min-w-0 flex-1 truncate px-2 font-mono text-sm leading-8"
              title="Made through the API; kept as it is"
            >
              {JSON.stringify({
                metric: condition.metric,
                operator: condition.operator,
                value: condition.value,
              })}
            </code>
          ) : (
            <Place condition={condition} problem={problem}>
              <FieldPicker
                condition={condition}
                onChange={change}
                onChosen={() => focusValue(condition.id)}
              />
              <ConditionControls condition={condition} invalid={problem !== undefined} onChange={change} />
            </Place>
          )}
        </div>
        <div className="flex h-8 shrink-0 items-center gap-1 touch:h-11">
          {finished && !problem && <TallyNote id={condition.id} what="condition" />}
          <Menu>
            <MenuTrigger asChild>
              <IconButton label="More for this condition" icon={Ellipsis} />
            </MenuTrigger>
            <MenuContent>
              <MenuItem
                icon={Copy}
                disabled={full}
                onSelect={() => dispatch({ type: "duplicate", id: condition.id })}
              >
                Duplicate
              </MenuItem>
              <MenuItem
                icon={FolderPlus}
                disabled={!canWrap}
                hint={`${modKey} ⇧ G`}
                onSelect={() => dispatch({ type: "wrap", id: condition.id })}
              >
                Put into a group
              </MenuItem>
              <MenuSeparator />
              <MenuItem icon={ArrowUp} hint="Alt ↑" onSelect={() => step(condition.id, -1)}>
                Move up
              </MenuItem>
              <MenuItem icon={ArrowDown} hint="Alt ↓" onSelect={() => step(condition.id, 1)}>
                Move down
              </MenuItem>
              <MenuSeparator />
              <MenuItem
                icon={Trash2}
                tone="danger"
                onSelect={() => dispatch({ type: "remove", id: condition.id })}
              >
                Remove
              </MenuItem>
            </MenuContent>
          </Menu>
        </div>
      </div>
      {problem && (
        <p id={`${condition.id}-problem`} className="px-2 pt-1 pb-0.5 text-danger-text text-sm">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

/** With room enough the controls stand in the row. */
function InRow({ children }: { children: ReactNode }) {
  return <>{children}</>;
}

/** After the field, the value: the operator is a good guess already. */
function focusValue(id: string): void {
  const value = `[data-condition="${id}"] [data-part="value"]`;
  document.querySelector<HTMLElement>(`${value} input, ${value} button`)?.focus();
}
