import type { RuleState } from "./rule-state";
import { parentOf } from "./rule-tree";

/** A condition, or the button of a group that adds one. */
export type Focus = { condition: string } | { add: string };

/** Where the focus goes when a node leaves: to its neighbour, or to the button that adds another. */
export function nextFocus({ root }: RuleState, id: string): Focus {
  const parent = parentOf(root, id);
  const at = parent?.rules.findIndex((each) => each.id === id) ?? -1;
  const neighbour = parent?.rules[at + 1] ?? parent?.rules[at - 1];
  if (neighbour?.type === "condition") return { condition: neighbour.id };
  return { add: neighbour?.id ?? root.id };
}

export function focusOn(frame: HTMLElement | null, focus: Focus): void {
  if ("add" in focus) {
    frame?.querySelector<HTMLElement>(`[data-add="${focus.add}"]`)?.focus();
    return;
  }
  const row = frame?.querySelector(`[data-condition="${focus.condition}"]`);
  const control = row?.querySelector<HTMLElement>("[data-part='value'] input, [data-part='value'] button");
  (control ?? row?.querySelector<HTMLElement>("button"))?.focus();
}

/** Remembers which control of a node has the focus: it is drawn anew in another group, and has the focus there again. */
export function heldIn(frame: HTMLElement | null, id: string): (frame: HTMLElement | null) => void {
  const row = frame?.querySelector(`[data-condition="${id}"], [data-group="${id}"]`);
  const controls = "button, input, [tabindex='0']";
  const at = row ? [...row.querySelectorAll(controls)].indexOf(document.activeElement as Element) : -1;
  return (after) => {
    const moved = after?.querySelector(`[data-condition="${id}"], [data-group="${id}"]`);
    moved?.querySelectorAll<HTMLElement>(controls)[Math.max(0, at)]?.focus();
  };
}

/** After the page shows what was done, and after a menu has given the focus back. */
export function afterPaint(act: () => void): void {
  setTimeout(() => requestAnimationFrame(act));
}
