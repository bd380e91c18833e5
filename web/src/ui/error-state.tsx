import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { describeError } from "@/api/problem";
import { cn } from "@/lib/cn";
import { Button } from "./button";

export interface ErrorStateProps {
  error: unknown;
  /** What could not be done, e.g. “Customers could not be loaded”. */
  title: string;
  /** What was kept. */
  kept?: ReactNode;
  onRetry?: (() => void) | undefined;
  busy?: boolean;
  /** The error is all there is on the page. */
  alone?: boolean;
  className?: string;
}

/** In place of content that could not be shown: what happened, what was kept, and a retry. */
export function ErrorState({
  error,
  title,
  kept,
  onRetry,
  busy = false,
  alone = false,
  className,
}: ErrorStateProps) {
  const { detail, code } = describeError(error);
  const Heading = alone ? "h1" : "h2";
  return (
    <div
      role="alert"
      className={cn(
        "flex flex-col items-center rounded-lg border border-line bg-card px-6 py-12 text-center",
        className,
      )}
    >
      <CircleAlert aria-hidden className="mb-3 size-5 text-danger-text" />
      <Heading className="font-medium">{title}</Heading>
      <p className="mt-1 max-w-md text-balance break-words text-muted">{detail}</p>
      {kept && <p className="mt-1 max-w-md text-balance text-muted">{kept}</p>}
      {code && code !== "not_reachable" && <p className="mt-2 font-mono text-faint text-xs">{code}</p>}
      {onRetry && (
        <Button className="mt-4" onClick={onRetry} busy={busy}>
          {!busy && <RotateCw aria-hidden />}
          Try again
        </Button>
      )}
    </div>
  );
}
