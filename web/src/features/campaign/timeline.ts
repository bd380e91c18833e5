import type { Api } from "@/api/types";

const minuteMs = 60_000;
/** Spans of time a bar may stand for, in minutes. */
const spans = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440] as const;

/** What was delivered within some minutes. */
export interface Delivery {
  /** Its first instant, ms. */
  from: number;
  sent: number;
  failed: number;
}

/**
 * The timeline with the minutes nothing happened in, at most `most` bars: what takes longer is summed up into bars
 * of more minutes each, which begin at whole multiples of their span.
 */
export function deliveries(
  items: readonly Api<"DeliveryMinute">[],
  most = 90,
): { bars: Delivery[]; minutes: number } {
  const times = items.map((item) => Date.parse(item.minute)).filter(Number.isFinite);
  if (times.length === 0) return { bars: [], minutes: 1 };
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  const startOf = (at: number, span: number) => Math.floor(at / (span * minuteMs)) * span * minuteMs;
  const count = (span: number) => (startOf(last, span) - startOf(first, span)) / (span * minuteMs) + 1;
  const minutes = spans.find((span) => count(span) <= most) ?? spans[spans.length - 1] ?? 1440;
  const start = startOf(first, minutes);
  const bars = Array.from({ length: count(minutes) }, (_, index) => ({
    from: start + index * minutes * minuteMs,
    sent: 0,
    failed: 0,
  }));
  for (const item of items) {
    const bar = bars[(startOf(Date.parse(item.minute), minutes) - start) / (minutes * minuteMs)];
    if (!bar) continue;
    bar.sent += item.sent;
    bar.failed += item.failed;
  }
  return { bars, minutes };
}

/** “a minute”, “per 5 minutes”, “an hour” */
export function spanName(minutes: number): string {
  if (minutes === 1) return "a minute";
  if (minutes === 60) return "an hour";
  if (minutes === 1440) return "a day";
  return minutes % 60 === 0 ? `per ${minutes / 60} hours` : `per ${minutes} minutes`;
}
