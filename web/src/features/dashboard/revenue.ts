import { percentText } from "@/lib/format";

export interface Comparison {
  direction: "up" | "down" | "level";
  /** “14% more than the 30 days before”. */
  text: string;
}

/** One period against the one before, in words that stay true at zero and at nearly nothing. */
export function compare(now: number, before: number, locale?: string): Comparison {
  if (now === before) {
    return {
      direction: "level",
      text: now === 0 ? "Nothing in the 30 days before either" : "The same as in the 30 days before",
    };
  }
  const direction = now > before ? "up" : "down";
  if (before === 0) return { direction, text: "Nothing in the 30 days before" };
  const change = Math.abs(now - before);
  const share = change / before;
  const written =
    share < 1
      ? percentText(change, before, locale)
      : share < 10
        ? new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(share)
        : null;
  if (written === null) {
    const times = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(now / before);
    return { direction, text: `${times} times the 30 days before` };
  }
  return { direction, text: `${written} ${direction === "up" ? "more" : "less"} than the 30 days before` };
}
