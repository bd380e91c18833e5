import { useEffect, useRef, useState } from "react";
import { useDebounced } from "./use-debounced";

/** What is typed into a search, written to the address once it stands still; follows the address when that changes by itself. */
export function useSearchText(
  inAddress: string,
  write: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(inAddress);
  const settled = useDebounced(text.trim(), 200);
  const written = useRef(inAddress);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed is written
  useEffect(() => {
    if (settled === written.current) return;
    written.current = settled;
    write(settled);
  }, [settled]);

  useEffect(() => {
    if (inAddress === written.current) return;
    written.current = inAddress;
    setText(inAddress);
  }, [inAddress]);

  return [text, setText];
}
