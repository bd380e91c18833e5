import { useSyncExternalStore } from "react";

const step = 10_000;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, step);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function read() {
  if (timer === undefined) now = Math.max(now, Date.now() - (Date.now() % 1000));
  return now;
}

/** The time in ms, moving every ten seconds with one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, read);
}
