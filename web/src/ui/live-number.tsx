import { useEffect, useRef, useState } from "react";
import { useFormat } from "@/lib/format-context";

// Short: a number that has changed is on the screen within a fifth of a second, the way to it included.
const rollMs = 120;
const announceMs = 5000;

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The number on its way from the old value to the new one. */
function useRolling(value: number): number {
  const [shown, setShown] = useState(value);
  const from = useRef(value);

  useEffect(() => {
    const start = from.current;
    if (start === value) return;
    if (still() || document.hidden) {
      from.current = value;
      setShown(value);
      return;
    }
    const began = performance.now();
    let frame = requestAnimationFrame(function step(now: number) {
      const progress = Math.min(1, Math.max(0, (now - began) / rollMs));
      const next = progress === 1 ? value : Math.round(start + (value - start) * (1 - (1 - progress) ** 3));
      from.current = next;
      setShown(next);
      if (progress < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [value]);

  return shown;
}

/** The value as last announced: a new one at most every five seconds, the last one always. */
function useThrottled(value: number): number {
  const [told, setTold] = useState(value);
  const last = useRef(0);

  useEffect(() => {
    const wait = Math.max(0, last.current + announceMs - Date.now());
    const timer = setTimeout(() => {
      last.current = Date.now();
      setTold(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value]);

  return told;
}

export interface LiveNumberProps {
  /** A whole number. */
  value: number;
  /** Announces changes politely, e.g. “messages sent”; without it the number is silent. */
  announce?: string;
  /** Every digit although the number is large. */
  exact?: boolean;
  className?: string;
}

/** A number that changes by itself: it rolls to its new value, and screen readers hear of it now and then. */
export function LiveNumber({ value, announce, exact = false, className }: LiveNumberProps) {
  const format = useFormat();
  const shown = useRolling(value);
  const told = useThrottled(value);
  return (
    <span className={className} title={exact ? undefined : format.number(value)}>
      <span aria-hidden className="tabular">
        {exact ? format.number(shown) : format.compact(shown)}
      </span>
      <span className="sr-only" {...(announce && { "aria-live": "polite" as const, "aria-atomic": true })}>
        {announce ? `${format.number(told)} ${announce}` : format.number(value)}
      </span>
    </span>
  );
}
