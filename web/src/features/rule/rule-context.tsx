import { createContext, type Dispatch, useContext } from "react";
import type { RuleAction, RuleState } from "./rule-state";
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
  /** Ask how many customers each condition matches alone; only while answers come fast. */
  counts: boolean;
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
