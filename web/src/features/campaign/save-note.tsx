import { Check, CloudOff, LoaderCircle } from "lucide-react";
import { describeError, ProblemError } from "@/api/problem";
import { Button } from "@/ui/button";
import type { Draft } from "./use-draft";

/** Whether what is on the screen is safe. */
export function SaveNote({ draft }: { draft: Pick<Draft, "status" | "error" | "id" | "retry"> }) {
  const { status, error, id } = draft;
  if (status === "failed") {
    const fixable = error instanceof ProblemError && error.status === 422;
    return (
      <span role="status" className="flex items-center gap-2 text-sm text-warn-text">
        <CloudOff aria-hidden className="size-4 shrink-0" />
        <span title={describeError(error).detail}>
          {fixable ? "Not saved until the marked field is mended." : "Not saved."} This browser keeps it.
        </span>
        {!fixable && (
          <Button variant="link" onClick={draft.retry} className="text-sm">
            Try again
          </Button>
        )}
      </span>
    );
  }
  if (status === "saved" && id === null) return null;
  const saved = status === "saved";
  const Icon = saved ? Check : LoaderCircle;
  return (
    <span role="status" className="flex items-center gap-1.5 text-faint text-sm">
      <Icon aria-hidden className={saved ? "size-4" : "size-4 animate-spin"} />
      {saved ? "Saved" : "Saving…"}
    </span>
  );
}
