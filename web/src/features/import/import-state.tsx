import { CircleCheck, CircleX, Hourglass, type LucideIcon, RefreshCw } from "lucide-react";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";

export type Import = Api<"Import">;
export type ImportPhase = "reading" | "applying" | "done" | "failed";

/** Where an import stands for a person: it is over only when what it accepted can be seen. */
export function phaseOf(run: Pick<Import, "state" | "applied">): ImportPhase {
  if (run.state === "running") return "reading";
  if (run.state === "failed") return "failed";
  return run.applied ? "done" : "applying";
}

/** True when nothing about it will change any more. */
export function isSettled(run: Pick<Import, "state" | "applied">): boolean {
  return run.state !== "running" && run.applied;
}

const looks: Record<ImportPhase, { label: string; icon: LucideIcon; mark: string; hint: string }> = {
  reading: { label: "Reading", icon: RefreshCw, mark: "text-submitted", hint: "Its rows are being read" },
  applying: {
    label: "Applying",
    icon: Hourglass,
    mark: "text-submitted",
    hint: "Every row is read; what was accepted is being applied",
  },
  done: { label: "Done", icon: CircleCheck, mark: "text-sent", hint: "Everything accepted is applied" },
  failed: {
    label: "Ended early",
    icon: CircleX,
    mark: "text-failed",
    hint: "What was accepted before stays",
  },
};

export function ImportStateBadge({ run }: { run: Import }) {
  const look = looks[phaseOf(run)];
  const Icon = look.icon;
  return (
    <span
      title={look.hint}
      className="inline-flex items-center gap-1.5 whitespace-nowrap align-middle font-medium text-xs"
    >
      <Icon aria-hidden className={cn("size-3.5 shrink-0", look.mark)} />
      {look.label}
    </span>
  );
}

export function importName(run: Pick<Import, "fileName" | "kind">): string {
  return run.fileName?.trim() || `Unnamed file of ${run.kind}`;
}
