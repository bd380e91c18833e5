import { type Place, standsThere } from "./move";
import {
  type ConditionNode,
  conditionsOf,
  type GroupNode,
  type Logic,
  newCondition,
  newGroup,
  newId,
  parentOf,
  type RuleNode,
} from "./rule-tree";

/** What a person can do to a rule. New nodes bring their ids, so that the page knows what to focus. */
export type RuleAction =
  | { type: "setLogic"; group: string; logic: Logic }
  | { type: "toggleNot"; group: string }
  | { type: "addCondition"; group: string; after?: string; id: string }
  | { type: "addGroup"; group: string; after?: string; condition: string }
  /** A group of its own around a node. */
  | { type: "wrap"; id: string }
  /** The rules of a group take its place. */
  | { type: "unwrap"; group: string }
  /** `at` in ms: typing on one condition within a second is one step to undo. */
  | { type: "change"; id: string; change: Partial<Omit<ConditionNode, "type" | "id">>; at: number }
  | { type: "duplicate"; id: string }
  | { type: "remove"; id: string }
  /** To another place, before the rule that stands at `index` of that group now. */
  | { type: "move"; id: string; group: string; index: number }
  /** Another rule altogether. */
  | { type: "replace"; root: GroupNode }
  | { type: "clear" };

export interface RuleState {
  root: GroupNode;
  past: readonly GroupNode[];
  future: readonly GroupNode[];
  /** The last change of a condition, as long as the next one may join it. */
  typing: { id: string; at: number } | null;
}

const longestPast = 100;
const joinsWithinMs = 1000;

export const startState = (root: GroupNode): RuleState => ({ root, past: [], future: [], typing: null });

/** Replaces one node of the tree by any number of nodes; the same tree when there is no such node. */
function replace(group: GroupNode, id: string, by: (node: RuleNode) => RuleNode[]): GroupNode {
  let changed = false;
  const rules = group.rules.flatMap((node) => {
    if (node.id === id) {
      changed = true;
      return by(node);
    }
    if (node.type === "condition") return [node];
    const inner = replace(node, id, by);
    if (inner !== node) changed = true;
    return [inner];
  });
  return changed ? { ...group, rules } : group;
}

function changeGroup(root: GroupNode, id: string, change: (group: GroupNode) => GroupNode): GroupNode {
  if (root.id === id) return change(root);
  return replace(root, id, (node) => [node.type === "group" ? change(node) : node]);
}

function insert(group: GroupNode, node: RuleNode, after: string | undefined): GroupNode {
  const at = group.rules.findIndex((each) => each.id === after);
  return { ...group, rules: group.rules.toSpliced(at === -1 ? group.rules.length : at + 1, 0, node) };
}

/** A group within another joins its rules the other way, or it would be of no use. */
const other = (logic: Logic): Logic => (logic === "AND" ? "OR" : "AND");

const copy = (node: RuleNode): RuleNode =>
  node.type === "group" ? { ...node, id: newId(), rules: node.rules.map(copy) } : { ...node, id: newId() };

/** No rule left: everyone, and not by accident nobody. */
const emptied = (root: GroupNode): GroupNode =>
  root.rules.length === 0 ? root : { ...root, logic: "AND", not: false, rules: [] };

/** Without a node, and without the groups that are empty because of it. */
function without(root: GroupNode, id: string): GroupNode {
  const parent = parentOf(root, id);
  if (!parent) return root;
  if (parent.rules.length === 1) return parent.id === root.id ? emptied(root) : without(root, parent.id);
  return changeGroup(root, parent.id, (group) => ({
    ...group,
    rules: group.rules.filter((each) => each.id !== id),
  }));
}

/** Leaves a mark where the node was until it stands in its new place, which may be in the same group. */
function moved(root: GroupNode, id: string, to: Place): GroupNode {
  if (standsThere(root, id, to)) return root;
  const mark = newCondition();
  let node: RuleNode | undefined;
  const marked = replace(root, id, (found) => {
    node = found;
    return [mark];
  });
  if (!node) return root;
  const lifted = node;
  const put = changeGroup(marked, to.group, (group) => ({
    ...group,
    rules: group.rules.toSpliced(to.index, 0, lifted),
  }));
  // A group that is gone has no place to offer.
  return put === marked ? root : without(put, mark.id);
}

function edit(root: GroupNode, action: RuleAction): GroupNode {
  switch (action.type) {
    case "setLogic":
      return changeGroup(root, action.group, (group) => ({ ...group, logic: action.logic }));
    case "toggleNot":
      return changeGroup(root, action.group, (group) => ({ ...group, not: !group.not }));
    case "addCondition":
      return changeGroup(root, action.group, (group) => insert(group, newCondition(action.id), action.after));
    case "addGroup":
      return changeGroup(root, action.group, (group) =>
        insert(group, newGroup(other(group.logic), [newCondition(action.condition)]), action.after),
      );
    case "wrap": {
      const parent = parentOf(root, action.id);
      return parent ? replace(root, action.id, (node) => [newGroup(other(parent.logic), [node])]) : root;
    }
    case "unwrap":
      return replace(root, action.group, (node) => (node.type === "group" ? node.rules : [node]));
    case "change":
      return replace(root, action.id, (node) =>
        node.type === "condition" ? [{ ...node, ...action.change }] : [node],
      );
    case "duplicate":
      return replace(root, action.id, (node) => [node, copy(node)]);
    case "move":
      return moved(root, action.id, action);
    case "remove":
      return without(root, action.id);
    case "replace":
      return action.root;
    case "clear":
      return emptied(root);
  }
}

/** The reducer of the builder: edits the tree and remembers the way back. */
export function ruleReducer(
  state: RuleState,
  action: RuleAction | { type: "undo" } | { type: "redo" },
): RuleState {
  if (action.type === "undo") {
    const root = state.past.at(-1);
    if (!root) return state;
    return { root, past: state.past.slice(0, -1), future: [state.root, ...state.future], typing: null };
  }
  if (action.type === "redo") {
    const [root, ...future] = state.future;
    if (!root) return state;
    return { root, past: [...state.past, state.root], future, typing: null };
  }
  const root = edit(state.root, action);
  if (root === state.root) return state;
  const typing = action.type === "change" ? { id: action.id, at: action.at } : null;
  const joins =
    typing !== null && state.typing?.id === typing.id && typing.at - state.typing.at < joinsWithinMs;
  return {
    root,
    past: joins ? state.past : [...state.past, state.root].slice(-longestPast),
    future: [],
    typing,
  };
}

/** The condition the keyboard goes to after `id`, in the order on the screen. */
export function nextCondition(root: GroupNode, id: string): string | undefined {
  const all = conditionsOf(root);
  return all[all.findIndex((node) => node.id === id) + 1]?.id;
}
