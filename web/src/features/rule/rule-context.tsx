import { createContext, type Dispatch, useContext } from "react";
import type { RuleAction, RuleState } from "./rule-state";
import type { Tallies } from "./use-breakdown";
import type { Drag } from "./use-drag";
import type { Words } from "./vocabulary";

export interface RuleTools {
  state: RuleState;
  dispatch: Dispatch<RuleAction>;
  words: Words;
  /** Stands before amounts of money, e.g. `€`. */
  currencySign: string;
  /** What the server cannot make sense of, by node. */
  problems: ReadonlyMap<string, string>;
  /** The condition just added: its field picker opens by itself. */
  fresh: string | null;
  /** How many customers each part matches alone. */
  tallies: Tallies;
  drag: Drag;
  /** Moves a node one place up or down. */
  step(id: string, by: 1 | -1): void;
  addCondition(group: string, after?: string): void;
  addGroup(group: string): void;
  /** No further condition fits into the rule. */
  full: boolean;
}

const RuleContext = createContext<RuleTools | null>(null);
export const RuleProvider = RuleContext.Provider;

export function useRuleTools(): RuleTools {
  const tools = useContext(RuleContext);
  if (!tools) throw new Error("useRuleTools is used outside of RuleBuilder");
  return tools;
}
