import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { paths } from "@/lib/paths";

/** `G` and then one of these, within a second. */
export const jumps: Record<string, string> = {
  d: paths.dashboard,
  c: paths.customers,
  e: paths.segments,
  m: paths.campaigns,
  i: paths.import,
  s: paths.settings,
};

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.role === "combobox");

/** The keys that work everywhere. Single letters only where nobody is typing and no dialog is open. */
export function useGlobalShortcuts(actions: {
  onPalette(): void;
  onShortcuts(): void;
  /** What N starts; nothing for those who may not. */
  onNew: (() => void) | null;
}): void {
  const navigate = useNavigate();
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });

  useEffect(() => {
    let goAt = Number.NEGATIVE_INFINITY;
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() === "k" &&
        (event.metaKey || event.ctrlKey) &&
        !event.shiftKey &&
        !event.altKey
      ) {
        event.preventDefault();
        latest.current.onPalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return;
      if (document.querySelector("[role='dialog'], [role='alertdialog'], [role='menu']")) return;
      const key = event.key.toLowerCase();
      if (event.key === "?") latest.current.onShortcuts();
      else if (event.timeStamp - goAt < 1000 && jumps[key]) void navigate(jumps[key]);
      else if (key === "g") goAt = event.timeStamp;
      else if (key === "n") latest.current.onNew?.();
      else if (key === "/") {
        const search = document.querySelector<HTMLInputElement>("main input[type='search']");
        if (search) {
          event.preventDefault();
          search.focus();
        }
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate]);
}
