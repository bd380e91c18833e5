import { useSyncExternalStore } from "react";

const narrow = () => matchMedia("(max-width: 639px)");

function subscribe(listener: () => void): () => void {
  const query = narrow();
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the window is as narrow as a phone's: where one thing at a time is shown. */
export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => narrow().matches);
