import { ClipboardPaste, Redo2, Undo2 } from "lucide-react";
import {
  type ClipboardEvent,
  type Dispatch,
  type KeyboardEvent,
  type ReactNode,
  useRef,
  useState,
} from "react";
import { modKey } from "@/lib/mod-key";
import { CopyButton } from "@/ui/copy-button";
import { IconButton } from "@/ui/icon-button";
import { GroupCard } from "./group-card";
import { stepFrom } from "./move";
import { PasteRule } from "./paste-rule";
import { RuleProvider, type RuleTools } from "./rule-context";
import { afterPaint, focusOn, heldIn, nextFocus } from "./rule-focus";
import { readRule } from "./rule-json";
import { nextCondition, type RuleAction, type RuleState } from "./rule-state";
import {
  depthOf,
  type GroupNode,
  heightOf,
  newId,
  parentOf,
  sizeOf,
  treeOf,
  type WrittenRule,
  walk,
} from "./rule-tree";
import type { Tallies } from "./use-breakdown";
import { useDrag } from "./use-drag";
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
  tallies: Tallies;
  /** The condition one is at. */
  onFocusCondition?(id: string): void;
  /** Shown instead of an empty rule. */
  empty?(add: () => void, paste: () => void): ReactNode;
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
  tallies,
  onFocusCondition,
  empty,
}: RuleBuilderProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [fresh, setFresh] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const { root } = state;
  const [pasting, setPasting] = useState(false);
  const full = sizeOf(root) >= words.limits.conditions;
  const { depth } = words.limits;
  const drag = useDrag(frame, root, depth, (id, place) => move(id, place));

  function move(id: string, place: { group: string; index: number }) {
    dispatch({ type: "move", id, ...place });
    setSaid("Moved");
  }
  function replace(next: GroupNode) {
    setFresh(null);
    dispatch({ type: "replace", root: next });
    setSaid("Another rule is here. Undo brings the one before back.");
  }

  const tools: RuleTools = {
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
    tallies,
    drag,
    full,
    step: (id, by) => {
      const place = stepFrom(root, id, by, depth);
      if (!place) return;
      const held = heldIn(frame.current, id);
      move(id, place);
      afterPaint(() => held(frame.current));
    },
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
  };

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
    } else if (event.altKey && !command && (key === "arrowup" || key === "arrowdown")) {
      const id = condition ?? group;
      // In a date and on a list this key opens what can be chosen.
      if (id === root.id || target.matches("[type='date'], [role='combobox']")) return;
      event.preventDefault();
      tools.step(id, key === "arrowdown" ? 1 : -1);
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

  function paste(event: ClipboardEvent<HTMLDivElement>) {
    const target = event.target as HTMLElement;
    if (target.matches("input, textarea") || !frame.current?.contains(target)) return;
    const read = readRule(event.clipboardData.getData("text"));
    if ("error" in read) setSaid(`Not pasted. ${read.error}`);
    else replace(treeOf(read.rule));
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
      <div
        ref={frame}
        onKeyDown={keys}
        onPaste={paste}
        onFocus={(event) => {
          const id = event.target.closest<HTMLElement>("[data-condition]")?.dataset.condition;
          if (id) onFocusCondition?.(id);
        }}
        className="relative"
      >
        {empty && root.rules.length === 0 ? (
          <>
            {(state.past.length > 0 || state.future.length > 0) && (
              <div className="mb-2 flex justify-end gap-1">{ways}</div>
            )}
            {empty(
              () => tools.addCondition(root.id),
              () => setPasting(true),
            )}
          </>
        ) : (
          <GroupCard
            group={root}
            head={
              <>
                {ways}
                <CopyButton text={JSON.stringify(written.rule, null, 2)} label="Copy as JSON" />
                <IconButton
                  label="Paste a rule as JSON"
                  icon={ClipboardPaste}
                  onClick={() => setPasting(true)}
                />
              </>
            }
          />
        )}
        {drag.line && (
          <div
            aria-hidden
            className="pointer-events-none absolute z-10 h-0.5 -translate-y-1/2 rounded-full bg-accent"
            style={drag.line}
          />
        )}
        <p role="status" className="sr-only">
          {said}
        </p>
        <PasteRule open={pasting} onOpenChange={setPasting} onRule={replace} />
      </div>
    </RuleProvider>
  );
}
