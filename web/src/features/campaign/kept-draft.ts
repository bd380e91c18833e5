import type { GroupNode } from "@/features/rule/rule-tree";
import type { DraftForm } from "./draft-form";

/** What this browser keeps of a draft while the server does not have all of it. */
export interface KeptDraft {
  /** What the server held when the writing went on from there, as JSON text. */
  base: string;
  form: DraftForm;
  root: GroupNode;
  everyone: boolean;
  /** RFC 3339 */
  at: string;
}

const key = (id: string | null) => `minicrm.draft.${id ?? "new"}`;

/** Keeps it until it is saved. Storage may be full or forbidden: then only the page holds it. */
export function keepDraft(id: string | null, draft: KeptDraft): void {
  try {
    localStorage.setItem(key(id), JSON.stringify(draft));
  } catch {
    // Nothing more can be done here.
  }
}

export function dropKept(id: string | null): void {
  try {
    localStorage.removeItem(key(id));
  } catch {
    // What cannot be read cannot be there.
  }
}

export function readKept(id: string | null): KeptDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key(id)) ?? "null") as KeptDraft | null;
    return kept && typeof kept.base === "string" && kept.form && kept.root?.type === "group" ? kept : null;
  } catch {
    return null;
  }
}
