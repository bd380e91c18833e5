import { Redo2, Undo2 } from "lucide-react";
import { type Dispatch, type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { modKey } from "@/lib/mod-key";
import { CopyButton } from "@/ui/copy-button";
import { IconButton } from "@/ui/icon-button";
import { GroupCard } from "./group-card";
import { RuleProvider, type RuleTools } from "./rule-context";
import { nextCondition, type RuleAction, type RuleState } from "./rule-state";
import { conditionsOf, depthOf, heightOf, newId, parentOf, type WrittenRule, walk } from "./rule-tree";
import type { Words } from "./vocabulary";

export interface RuleBuilderProps {
  state: RuleState;
  dispatch: Dispatch<RuleAction | { type: "undo" } | { type: "redo" }>;
  words: Words;
  /** The rule as the server is asked. */
  written: WrittenRule;
  /** What the server cannot make sense of, by node. */
  problems: ReadonlyMap<string, string>;
  /** ISO 4217. */
  currency: string;
  counts: boolean;
  /** Shown instead of an empty rule. */
  empty?(add: () => void): ReactNode;
}

/** The sign of a currency as it stands before an amount. */
export function signOf(currency: string): string {
  const parts = new Intl.NumberFormat(undefined, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  }).formatToParts(0);
  return parts.find((part) => part.type === "currency")?.value ?? currency;
}

/** The audience as nested groups of conditions, wholly by keyboard. */
export function RuleBuilder({
  state,
  dispatch,
  words,
  written,
  problems,
  currency,
  counts,
  empty,
}: RuleBuilderProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [fresh, setFresh] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const { root } = state;
  const full = conditionsOf(root).length >= words.limits.conditions;

  const tools = useMemo<RuleTools>(
    () => ({
      state,
      dispatch: (action) => {
        const leaving = action.type === "remove" ? nextFocus(state, action.id) : null;
        dispatch(action);
        if (leaving) afterPaint(() => focusOn(frame.current, leaving));
        if (action.type === "remove") setSaid("Removed. Undo brings it back.");
      },
      words,
      currencySign: signOf(currency),
      problems,
      fresh,
      counts,
      full,
      addCondition: (group, after) => {
        const id = newId();
        setFresh(id);
        setSaid("Condition added");
        dispatch({ type: "addCondition", group, id, ...(after !== undefined && { after }) });
      },
      addGroup: (group) => {
        const condition = newId();
        setFresh(condition);
        setSaid("Group added");
        dispatch({ type: "addGroup", group, condition });
      },
    }),
    [state, dispatch, words, currency, problems, fresh, counts, full],
  );

  function step(type: "undo" | "redo") {
    setFresh(null);
    dispatch({ type });
    setSaid(type === "undo" ? "Undone" : "Done again");
  }

  function keys(event: KeyboardEvent<HTMLDivElement>) {
    const target = event.target as HTMLElement;
    // What happens in a list that floats above the page bubbles up here, too.
    if (event.defaultPrevented || event.nativeEvent.isComposing || !frame.current?.contains(target)) return;
    const command = event.metaKey || event.ctrlKey;
    const key = event.key.toLowerCase();
    const condition = target.closest<HTMLElement>("[data-condition]")?.dataset.condition;
    const group = target.closest<HTMLElement>("[data-group]")?.dataset.group ?? root.id;
    if (command && key === "z") {
      event.preventDefault();
      step(event.shiftKey ? "redo" : "undo");
    } else if (command && key === "y") {
      event.preventDefault();
      step("redo");
    } else if (command && key === "enter") {
      event.preventDefault();
      if (!full) tools.addCondition(group, condition);
    } else if (command && event.shiftKey && key === "g") {
      event.preventDefault();
      const node = condition && [...walk(root)].find((each) => each.id === condition);
      const parent = condition && parentOf(root, condition);
      if (node && parent && depthOf(root, parent.id) + heightOf(node) < words.limits.depth) {
        dispatch({ type: "wrap", id: node.id });
        setSaid("Put into a group");
        afterPaint(() => focusOn(frame.current, { condition: node.id }));
      }
    } else if (key === "enter" && !command && condition && target.matches("[data-part='value'] input")) {
      event.preventDefault();
      const next = nextCondition(root, condition);
      focusOn(frame.current, next ? { condition: next } : { add: parentOf(root, condition)?.id ?? root.id });
    }
  }

  const ways = (
    <>
      <IconButton
        label="Undo"
        shortcut={`${modKey} Z`}
        icon={Undo2}
        disabled={state.past.length === 0}
        onClick={() => step("undo")}
      />
      <IconButton
        label="Redo"
        shortcut={`${modKey} ⇧ Z`}
        icon={Redo2}
        disabled={state.future.length === 0}
        onClick={() => step("redo")}
      />
    </>
  );
  return (
    <RuleProvider value={tools}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of everything within */}
      <div ref={frame} onKeyDown={keys}>
        {empty && root.rules.length === 0 ? (
          <>
            {(state.past.length > 0 || state.future.length > 0) && (
              <div className="mb-2 flex justify-end gap-1">{ways}</div>
            )}
            {empty(() => tools.addCondition(root.id))}
          </>
        ) : (
          <GroupCard
            group={root}
            head={
              <>
                {ways}
                <CopyButton text={JSON.stringify(written.rule, null, 2)} label="Copy as JSON" />
              </>
            }
          />
        )}
        <p role="status" className="sr-only">
          {said}
        </p>
      </div>
    </RuleProvider>
  );
}

type Focus = { condition: string } | { add: string };

/** Where the focus goes when a node leaves: to its neighbour, or to the button that adds another. */
function nextFocus({ root }: RuleState, id: string): Focus {
  const parent = parentOf(root, id);
  const at = parent?.rules.findIndex((each) => each.id === id) ?? -1;
  const neighbour = parent?.rules[at + 1] ?? parent?.rules[at - 1];
  if (neighbour?.type === "condition") return { condition: neighbour.id };
  return { add: neighbour?.id ?? root.id };
}

function focusOn(frame: HTMLElement | null, focus: Focus): void {
  if ("add" in focus) {
    frame?.querySelector<HTMLElement>(`[data-add="${focus.add}"]`)?.focus();
    return;
  }
  const row = frame?.querySelector(`[data-condition="${focus.condition}"]`);
  const control = row?.querySelector<HTMLElement>("[data-part='value'] input, [data-part='value'] button");
  (control ?? row?.querySelector<HTMLElement>("button"))?.focus();
}

/** After the page shows what was done, and after a menu has given the focus back. */
function afterPaint(act: () => void): void {
  setTimeout(() => requestAnimationFrame(act));
}
