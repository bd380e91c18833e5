import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { describeError } from "@/api/problem";
import { cn } from "@/lib/cn";

export interface ErrorNoteProps {
  error: unknown;
  /** What was kept, what to do. */
  children?: ReactNode;
  className?: string;
}

/** An error where it belongs: beside the button or above the fields that caused it. */
export function ErrorNote({ error, children, className }: ErrorNoteProps) {
  return (
    <div role="alert" className={cn("flex gap-2 rounded-lg bg-danger-soft px-3 py-2 text-sm", className)}>
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-text" />
      <div className="min-w-0 break-words">
        {describeError(error).detail}
        {children && <div className="text-muted">{children}</div>}
      </div>
    </div>
  );
}
