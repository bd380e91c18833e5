import { Check } from "lucide-react";
import { cn } from "@/lib/cn";
import type { Step } from "./readiness";

const steps = [
  { step: "audience", label: "Audience" },
  { step: "message", label: "Message" },
  { step: "review", label: "Review" },
  { step: "launch", label: "Launch" },
] as const;

export interface StepBarProps {
  current: Step;
  states: Record<Step | "launch", { text: string; done: boolean }>;
  onGo(step: Step | "launch"): void;
}

/** The four steps with their state in view; one may go to any of them at any time. */
export function StepBar({ current, states, onGo }: StepBarProps) {
  return (
    <nav aria-label="Steps" className="mb-6 overflow-hidden rounded-lg border border-line bg-card">
      <ol className="grid grid-cols-4 max-sm:grid-cols-2">
        {steps.map(({ step, label }, index) => {
          const state = states[step];
          const here = step === current;
          return (
            <li
              key={step}
              className={cn(
                "min-w-0 border-line not-first:border-l max-sm:nth-3:border-l-0 max-sm:nth-[n+3]:border-t",
              )}
            >
              <button
                type="button"
                aria-current={here ? "step" : undefined}
                onClick={() => onGo(step)}
                className={cn(
                  "flex w-full min-w-0 items-center gap-3 px-4 py-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2 max-sm:px-3",
                  here && "bg-raised",
                )}
              >
                <span
                  className={cn(
                    "tabular inline-flex size-6 shrink-0 items-center justify-center rounded-full border font-medium text-xs",
                    here
                      ? "border-ink bg-ink text-canvas"
                      : state.done
                        ? "border-line-strong text-ink"
                        : "border-line-control text-muted",
                  )}
                >
                  {state.done && !here ? <Check aria-hidden className="size-3.5" /> : index + 1}
                </span>
                <span className="min-w-0">
                  <span className="block font-medium">{label}</span>
                  <span className="tabular block truncate text-muted text-sm">{state.text}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
