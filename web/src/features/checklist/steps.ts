import type { Api } from "@/api/types";

type Checklist = Api<"Checklist">;
export type StepId = keyof Checklist;

export interface Step {
  id: StepId;
  title: string;
  /** What one gets out of it. */
  why: string;
}

/** The way from an empty workspace to a real message, in order. */
export const steps: readonly Step[] = [
  { id: "data", title: "Bring data", why: "Customers and their orders, from wherever they are." },
  {
    id: "segment",
    title: "Describe an audience",
    why: "Rules with AND and OR; how many people match shows while you type.",
  },
  { id: "message", title: "Write a message", why: "Your own words, or one of three suggestions to edit." },
  {
    id: "launched",
    title: "Launch to the simulator",
    why: "It answers like a real vendor, some failures included. Nothing leaves this machine.",
  },
  { id: "channel", title: "Connect a real channel", why: "When you are ready to write to real people." },
];

export interface ChecklistProgress {
  done: number;
  total: number;
  /** The first step that is not done; null when all are. */
  next: StepId | null;
  /** Everything that can be tried without a vendor is done: the list may be put away. */
  tried: boolean;
}

export function progressOf(checklist: Checklist): ChecklistProgress {
  const open = steps.filter((step) => !checklist[step.id]);
  return {
    done: steps.length - open.length,
    total: steps.length,
    next: open[0]?.id ?? null,
    tried: open.every((step) => step.id === "channel"),
  };
}
