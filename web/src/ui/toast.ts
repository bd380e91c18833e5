import { describeError } from "@/api/problem";

/** Toasts echo what was done; errors stand where they belong, and only what has no place becomes a toast. */
const load = () => import("sonner");

/** “Campaign paused”, with a way back where there is one. */
export function showDone(message: string, undo?: { label: string; onClick: () => void }): void {
  void load().then(({ toast }) => toast(message, undo ? { action: undo } : {}));
}

/** A problem that has no place of its own on the page. */
export function showError(problem: unknown): void {
  const text = typeof problem === "string" ? problem : describeError(problem).detail;
  void load().then(({ toast }) => toast.error(text, { duration: 8000 }));
}
