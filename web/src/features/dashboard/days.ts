import type { Api } from "@/api/types";

export type Day = Api<"DayOrders">;

/** A day of the calendar as people write it; the day is the workspace's already and must not move by a zone. */
export function dayText(date: string, how: "short" | "long" = "short", locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    ...(how === "long" && { weekday: "short", year: "numeric" }),
  }).format(new Date(`${date}T00:00:00Z`));
}

/** Three round heights above zero whose last one is not below `max`. Whole numbers: an order is not divided. */
export function hairlines(max: number): [number, number, number] {
  const least = Math.max(1, max / 3);
  const magnitude = 10 ** Math.floor(Math.log10(least));
  const round = [1, 2, 2.5, 3, 4, 5, 6, 8, 10].map((factor) => factor * magnitude);
  const step = round.find((value) => value >= least && Number.isInteger(value)) ?? 10 * magnitude;
  return [step, 2 * step, 3 * step];
}

/** The days with a label below: today and every seventh before. */
export function labelledDays(days: readonly Day[]): string[] {
  return days.filter((_, index) => (days.length - 1 - index) % 7 === 0).map((day) => day.date);
}

/** The fullest day that is over; undefined if nothing was ordered. */
export function fullestDay(days: readonly Day[]): Day | undefined {
  const over = days.slice(0, -1).filter((day) => day.orders > 0);
  return over.reduce<Day | undefined>(
    (best, day) => (best && best.orders >= day.orders ? best : day),
    undefined,
  );
}
