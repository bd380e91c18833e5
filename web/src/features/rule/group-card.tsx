import {
  ArrowDown,
  ArrowUp,
  Copy,
  Ellipsis,
  FolderPlus,
  FolderUp,
  ListPlus,
  Plus,
  Trash2,
} from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { modKey } from "@/lib/mod-key";
import { Button } from "@/ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/ui/dropdown-menu";
import { IconButton } from "@/ui/icon-button";
import { Segmented } from "@/ui/segmented";
import { ConditionRow } from "./condition-row";
import { Grip } from "./grip";
import { useRuleTools } from "./rule-context";
import { depthOf, type GroupNode, heightOf, type Logic, parentOf } from "./rule-tree";
import { TallyNote } from "./tally-note";

const logics = [
  { value: "AND", label: "AND", hint: "All of these must be true" },
  { value: "OR", label: "OR", hint: "One of these is enough" },
] as const;

/** What a group asks of its rules, in words. */
export function meaning(group: GroupNode): string {
  if (group.logic === "AND") return group.not ? "Not all of these" : "All of these";
  return group.not ? "None of these" : "Any of these";
}

/** A group of rules: one switch on its rail says how they are joined, a chip turns it into its opposite. */
export function GroupCard({ group, head }: { group: GroupNode; head?: ReactNode }) {
  const { state, dispatch, words, problems, addCondition, addGroup, full, drag, step } = useRuleTools();
  const root = state.root.id === group.id;
  const problem = problems.get(group.id);
  const depth = depthOf(state.root, group.id);
  const parent = parentOf(state.root, group.id);
  const canWrap = parent !== undefined && depth - 1 + heightOf(group) < words.limits.depth;
  return (
    <fieldset
      data-group={group.id}
      aria-label={root ? `Audience: ${meaning(group)}` : meaning(group)}
      aria-describedby={problem ? `${group.id}-problem` : undefined}
      className={cn(
        "min-w-0",
        !root && "rounded-lg border bg-card p-2 pl-1 transition-opacity",
        drag.id === group.id && "opacity-40",
        problem ? "border-danger" : "border-line-strong",
      )}
    >
      <div className="mb-2 flex min-h-8 items-center gap-2">
        {!root && <Grip id={group.id} what="group" className="-mr-1" />}
        <button
          type="button"
          aria-pressed={group.not}
          aria-label={group.not ? "NOT: whoever this group does not match" : "NOT"}
          title={group.not ? "Whoever this group does not match" : "Turn the group into its opposite"}
          onClick={() => dispatch({ type: "toggleNot", group: group.id })}
          className={cn(
            "relative inline-flex h-6 items-center rounded-full border px-2 font-medium text-xs transition-colors touch:h-8 touch:px-3 touch:after:absolute touch:after:-inset-1.5",
            group.not
              ? "border-ink bg-ink text-canvas"
              : "border-line-control border-dashed text-muted hover:border-solid hover:text-ink",
          )}
        >
          NOT
        </button>
        <span className="text-muted text-sm">{meaning(group)}</span>
        <div className="ml-auto flex items-center gap-1">
          {head}
          {!root && !problem && <TallyNote id={group.id} what="group" />}
          {!root && (
            <Menu>
              <MenuTrigger asChild>
                <IconButton label="More for this group" icon={Ellipsis} />
              </MenuTrigger>
              <MenuContent>
                <MenuItem
                  icon={Copy}
                  disabled={full}
                  onSelect={() => dispatch({ type: "duplicate", id: group.id })}
                >
                  Duplicate
                </MenuItem>
                <MenuItem
                  icon={FolderPlus}
                  disabled={!canWrap}
                  onSelect={() => dispatch({ type: "wrap", id: group.id })}
                >
                  Put into a group
                </MenuItem>
                <MenuItem icon={FolderUp} onSelect={() => dispatch({ type: "unwrap", group: group.id })}>
                  Take out of the group
                </MenuItem>
                <MenuSeparator />
                <MenuItem icon={ArrowUp} hint="Alt ↑" onSelect={() => step(group.id, -1)}>
                  Move up
                </MenuItem>
                <MenuItem icon={ArrowDown} hint="Alt ↓" onSelect={() => step(group.id, 1)}>
                  Move down
                </MenuItem>
                <MenuSeparator />
                <MenuItem
                  icon={Trash2}
                  tone="danger"
                  onSelect={() => dispatch({ type: "remove", id: group.id })}
                >
                  Remove the group
                </MenuItem>
              </MenuContent>
            </Menu>
          )}
        </div>
      </div>
      <div className={cn("flex gap-3 max-sm:flex-col max-sm:gap-2", !root && "pl-1")}>
        <div className="relative w-[52px] shrink-0 max-sm:w-auto">
          <Segmented
            label={`${meaning(group)}: joined by`}
            value={group.logic}
            options={logics}
            onChange={(logic: Logic) => dispatch({ type: "setLogic", group: group.id, logic })}
            className="relative z-[1] mt-1 w-full sm:flex-col sm:[&>button]:w-full max-sm:mt-0 max-sm:w-fit"
          />
          <div
            aria-hidden
            className="absolute top-4 bottom-4 left-[26px] w-px bg-line-strong max-sm:hidden"
          />
        </div>
        <ul data-rules={group.id} className="flex min-w-0 flex-1 flex-col gap-1.5">
          {group.rules.map((node) => (
            <li key={node.id} className="relative min-w-0">
              <Elbow top={node.type === "condition" ? "top-[21px]" : "top-6"} />
              {node.type === "condition" ? <ConditionRow condition={node} /> : <GroupCard group={node} />}
            </li>
          ))}
          <li className="relative flex flex-wrap items-center gap-1 py-1">
            <Elbow top="top-[18px]" />
            <Button
              variant="ghost"
              size="sm"
              data-add={group.id}
              disabled={full}
              onClick={() => addCondition(group.id)}
              title={`${modKey} Enter`}
            >
              <Plus aria-hidden />
              Add condition
            </Button>
            {depth < words.limits.depth && (
              <Button variant="ghost" size="sm" disabled={full} onClick={() => addGroup(group.id)}>
                <ListPlus aria-hidden />
                Add group
              </Button>
            )}
          </li>
        </ul>
      </div>
      {problem && (
        <p id={`${group.id}-problem`} className="pt-1 text-danger-text text-sm">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

/** From the rail to the row. */
function Elbow({ top }: { top: string }) {
  return (
    <div aria-hidden className={cn("absolute right-full h-px w-[38px] bg-line-strong max-sm:hidden", top)} />
  );
}
