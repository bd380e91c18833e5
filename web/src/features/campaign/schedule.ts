import { dayAfter, instantOf, wallTimeOf } from "@/lib/zoned";
import type { Campaign } from "./campaign-queries";

/** A campaign that starts later than this has something to explain, in ms. */
const lateMs = 60_000;
const hourMs = 3_600_000;

/** How late (seconds) a campaign started by itself because nobody was there at its time; null where it was not late. */
export function secondsLate({
  scheduledAt,
  launchedAt,
}: Pick<Campaign, "scheduledAt" | "launchedAt">): number | null {
  if (scheduledAt === null || launchedAt === null) return null;
  const late = Date.parse(launchedAt) - Date.parse(scheduledAt);
  return late > lateMs ? late / 1000 : null;
}

/** What is often meant, as times of the workspace's wall; `now` in ms. */
export function quickTimes(now: number, timeZone: string): { label: string; wall: string }[] {
  const day = new Date(`${wallTimeOf(now, timeZone).slice(0, 10)}T00:00Z`).getUTCDay();
  const monday = ((8 - day) % 7) + (day === 1 ? 7 : 0);
  return [
    { label: "In an hour", wall: wallTimeOf(now + hourMs, timeZone) },
    { label: "Tomorrow, 09:00", wall: `${dayAfter(now, 1, timeZone)}T09:00` },
    { label: "Next Monday, 09:00", wall: `${dayAfter(now, monday, timeZone)}T09:00` },
  ];
}

/** Why a campaign cannot start at a time of the wall; null where it can. */
export function whyNot(wall: string, now: number, timeZone: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall)) return "Choose a date and a time.";
  const at = instantOf(wall, timeZone);
  if (at === null) return "Clocks go forward past this time: choose another one.";
  return at <= now ? "This has passed: choose a time to come." : null;
}
