import { useState } from "react";

const keyOf = (workspace: string) => `minicrm.checklist.${workspace}`;

function read(workspace: string): boolean {
  try {
    return localStorage.getItem(keyOf(workspace)) === "away";
  } catch {
    return false;
  }
}

/** Whether somebody put a workspace's checklist away in this browser. */
export function usePutAway(workspace: string): [boolean, (away: boolean) => void] {
  const [away, setAway] = useState(() => read(workspace));
  return [
    away,
    (next) => {
      setAway(next);
      try {
        if (next) localStorage.setItem(keyOf(workspace), "away");
        else localStorage.removeItem(keyOf(workspace));
      } catch {
        // Storage may be forbidden: the choice holds until the page is closed.
      }
    },
  ];
}
