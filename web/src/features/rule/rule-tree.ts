import type { Api } from "@/api/types";

export type Logic = "AND" | "OR";

/** A rule as JSON: what `Api<"Rule">` says, with the two words a group may be joined by. */
export type Rule = RuleGroup | RuleCondition;
export interface RuleCondition extends Omit<Api<"RuleCondition">, "measure" | "within" | "where"> {
  measure?: string | null;
  within?: Within | null;
  where?: readonly Omit<FilterNode, "id">[] | null;
}
export interface RuleGroup {
  logic: Logic;
  not?: boolean;
  rules: Rule[];
}
/** A stretch of time as a rule names it, maybe not yet filled in. */
export type Within =
  | { days: number | undefined }
  | { hours: number | undefined }
  | { between: readonly [string | undefined, string | undefined] }
  | { before: string | undefined }
  | { after: string | undefined };
export type ValueKind = "number" | "date" | "text" | "boolean" | "set";

/** One of the conditions that decide which orders are looked at. */
export interface FilterNode {
  id: string;
  metric: string;
  operator: string;
  value: unknown;
}

/** A condition while it is being written: what is null has not been chosen yet. */
export interface ConditionNode {
  type: "condition";
  id: string;
  metric: string | null;
  operator: string | null;
  value: unknown;
  /** What is asked of somebody's past, e.g. `count` of orders. */
  measure?: string | undefined;
  /** When that was; at any time when absent. */
  within?: Within | undefined;
  /** Which orders are looked at; all must hold. */
  where?: readonly FilterNode[] | undefined;
  /** As what the value of an attribute is written, where its field leaves the choice. */
  as?: ValueKind | undefined;
  /** Members this builder has no editor for; they travel along untouched. */
  rest?: Record<string, unknown> | undefined;
}

export interface GroupNode {
  type: "group";
  id: string;
  logic: Logic;
  not: boolean;
  rules: RuleNode[];
}

/** The rule as it is edited: the rule's own tree, each node with an id that outlives its place. */
export type RuleNode = GroupNode | ConditionNode;

let ids = 0;
/** An id no node of this page has had. */
export const newId = (): string => `n${++ids}`;

export const newCondition = (id = newId()): ConditionNode => ({
  type: "condition",
  id,
  metric: null,
  operator: null,
  value: undefined,
});

export const newGroup = (logic: Logic, rules: RuleNode[], id = newId()): GroupNode => ({
  type: "group",
  id,
  logic,
  not: false,
  rules,
});

const isGroup = (rule: Rule): rule is RuleGroup => "rules" in rule;

const filterOf = ({ metric, operator, value }: Omit<FilterNode, "id">): FilterNode => ({
  id: newId(),
  metric,
  operator,
  value,
});

function nodeOf(rule: Rule): RuleNode {
  if (isGroup(rule)) {
    return {
      type: "group",
      id: newId(),
      logic: rule.logic,
      not: rule.not ?? false,
      rules: rule.rules.map(nodeOf),
    };
  }
  const { metric, operator, value, measure, within, where, ...rest } = rule;
  return {
    ...newCondition(),
    metric,
    operator,
    value,
    ...(measure != null && { measure }),
    ...(within != null && { within: within as Within }),
    ...(where != null && { where: where.map(filterOf) }),
    ...(Object.keys(rest).length > 0 && { rest }),
  };
}

/** The tree of a rule from the server. A lone condition gets the group it stands in here. */
export function treeOf(rule: Rule | null): GroupNode {
  if (rule === null) return newGroup("AND", []);
  const node = nodeOf(rule);
  return node.type === "group" ? node : newGroup("AND", [node]);
}

export interface WrittenRule {
  /** What the server is asked: without what is unfinished. */
  rule: RuleGroup;
  /** Which node stands where in `rule`: `rules[1].rules[0]` → id. The root's path is empty. */
  places: Map<string, string>;
  /** Conditions left out because they are unfinished. */
  unfinished: number;
}

/**
 * The rule as the server reads it. Unfinished conditions are left out, and a group with nothing else with them,
 * so that half a sentence never turns “any of these” into nobody.
 */
export function writeRule(root: GroupNode, isFinished: (condition: ConditionNode) => boolean): WrittenRule {
  const places = new Map<string, string>();
  let unfinished = 0;

  function count(node: RuleNode): boolean {
    if (node.type === "condition") {
      const done = isFinished(node);
      if (!done) unfinished++;
      return done;
    }
    const kept = node.rules.map(count);
    return node.rules.length === 0 || kept.includes(true);
  }

  function stays(node: RuleNode): boolean {
    return node.type === "condition"
      ? isFinished(node)
      : node.rules.length === 0 || node.rules.some((each) => stays(each));
  }

  function group(node: GroupNode, path: string): RuleGroup {
    places.set(path, node.id);
    const rules = node.rules
      .filter(stays)
      .map((each, index) => write(each, `${path === "" ? "" : `${path}.`}rules[${index}]`));
    return { logic: node.logic, ...(node.not && { not: true }), rules };
  }

  function write(node: RuleNode, path: string): Rule {
    if (node.type === "group") return group(node, path);
    places.set(path, node.id);
    return {
      ...node.rest,
      metric: node.metric ?? "",
      ...(node.measure !== undefined && { measure: node.measure }),
      operator: node.operator ?? "",
      ...(node.value !== undefined && { value: node.value }),
      ...(node.within !== undefined && { within: node.within }),
      ...(node.where && node.where.length > 0 && { where: node.where.map(({ id: _, ...filter }) => filter) }),
    };
  }

  if (!count(root))
    return { rule: { logic: "AND", rules: [] }, places: new Map([["", root.id]]), unfinished };
  return { rule: group(root, ""), places, unfinished };
}

/** The node a problem's path speaks of: `rules[0].value[1]` is about the condition at `rules[0]`. */
export function nodeAt(path: string, places: ReadonlyMap<string, string>): string | undefined {
  const steps = /^(?:rule\.)?((?:\.?rules\[\d+\])*)/.exec(path)?.[1] ?? "";
  return places.get(steps.replace(/^\./, ""));
}

export function* walk(node: RuleNode): Generator<RuleNode> {
  yield node;
  if (node.type === "group") for (const each of node.rules) yield* walk(each);
}

export function conditionsOf(root: GroupNode): ConditionNode[] {
  return [...walk(root)].filter((node) => node.type === "condition");
}

/** How much of the limit of conditions a rule takes: what narrows orders counts, too. */
export const sizeOf = (root: GroupNode): number =>
  conditionsOf(root).reduce((sum, { where = [] }) => sum + 1 + where.length, 0);

/** The group a node stands in. */
export function parentOf(root: GroupNode, id: string): GroupNode | undefined {
  for (const node of walk(root)) {
    if (node.type === "group" && node.rules.some((each) => each.id === id)) return node;
  }
  return undefined;
}

/** Groups around the inside of a group, itself included: the root's is 1. */
export function depthOf(root: GroupNode, id: string, depth = 1): number {
  if (root.id === id) return depth;
  for (const each of root.rules) {
    if (each.type === "group") {
      const found = depthOf(each, id, depth + 1);
      if (found > 0) return found;
    }
  }
  return 0;
}

/** How many groups lie on the longest way down through a node. */
export function heightOf(node: RuleNode): number {
  return node.type === "condition" ? 0 : 1 + Math.max(0, ...node.rules.map(heightOf));
}
