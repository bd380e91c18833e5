import { Toaster as Sonner, toast } from "sonner";
import { describeError } from "@/api/problem";

/** Toasts echo what was done; errors stand where they belong, and only what has no place becomes a toast. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-(--width) items-center gap-3 rounded-lg border border-line bg-overlay px-3 py-2.5 text-base text-ink shadow-float",
          content: "min-w-0 flex-1 break-words",
          description: "text-muted text-sm",
          actionButton: "shrink-0 rounded-md font-medium underline underline-offset-4",
          icon: "shrink-0",
        },
      }}
    />
  );
}

/** “Campaign paused”, with a way back where there is one. */
export function showDone(message: string, undo?: { label: string; onClick: () => void }): void {
  toast(message, undo ? { action: undo } : {});
}

/** A problem that has no place of its own on the page. */
export function showError(problem: unknown): void {
  toast.error(typeof problem === "string" ? problem : describeError(problem).detail, { duration: 8000 });
}
