import { depthOf, type GroupNode, heightOf, parentOf, type RuleNode, walk } from "./rule-tree";

/** Between the rules of a group: before the rule that stands at `index` now, or after the last one. */
export interface Place {
  group: string;
  index: number;
}

const nodeOf = (root: GroupNode, id: string): RuleNode | undefined =>
  [...walk(root)].find((node) => node.id === id);

/** True if a node may stand in a group: not within itself, and not deeper than the limit. */
export function mayStand(root: GroupNode, id: string, group: string, deepest: number): boolean {
  const node = nodeOf(root, id);
  if (!node || [...walk(node)].some((each) => each.id === group)) return false;
  const depth = depthOf(root, group);
  return depth > 0 && depth + heightOf(node) <= deepest;
}

/** True if putting a node there would leave it where it is. */
export function standsThere(root: GroupNode, id: string, { group, index }: Place): boolean {
  const parent = parentOf(root, id);
  if (parent?.id !== group) return false;
  const at = parent.rules.findIndex((each) => each.id === id);
  return index === at || index === at + 1;
}

/**
 * One step up or down in the order on the screen: past a condition, into a group that comes next, out of the group at
 * its end. Null at the end of the rule.
 */
export function stepFrom(root: GroupNode, id: string, by: 1 | -1, deepest: number): Place | null {
  const parent = parentOf(root, id);
  if (!parent) return null;
  const at = parent.rules.findIndex((each) => each.id === id);
  const next = parent.rules[at + by];
  if (next?.type === "group" && mayStand(root, id, next.id, deepest)) {
    return { group: next.id, index: by === 1 ? 0 : next.rules.length };
  }
  if (next) return { group: parent.id, index: by === 1 ? at + 2 : at - 1 };
  const outer = parentOf(root, parent.id);
  if (!outer) return null;
  const from = outer.rules.findIndex((each) => each.id === parent.id);
  return { group: outer.id, index: by === 1 ? from + 1 : from };
}

/** A place as it lies on the screen: a line across the rows of its group. */
export interface Slot extends Place {
  left: number;
  right: number;
  y: number;
}

/** The place nearest to the pointer; of those at the same height the innermost whose rows begin left of it. */
export function nearest(slots: readonly Slot[], x: number, y: number): Slot | null {
  let best: Slot | null = null;
  let bestFar = Number.POSITIVE_INFINITY;
  for (const slot of slots) {
    const aside = Math.max(0, slot.left - x) / 2;
    const far = Math.abs(slot.y - y) + aside;
    if (far < bestFar || (far === bestFar && best && slot.left > best.left)) {
      best = slot;
      bestFar = far;
    }
  }
  return best;
}
