const dayMs = 86_400_000;
const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** What a clock in a zone shows at an instant (ms), to the minute: `2026-12-01T09:00`. */
export function wallTimeOf(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** How much later (ms) a zone's clock shows than UTC's. */
function offsetAt(at: number, timeZone: string): number {
  return Date.parse(`${wallTimeOf(at, timeZone)}Z`) - Math.floor(at / 60_000) * 60_000;
}

/**
 * The instant (ms) at which a clock in a zone shows `wall`: the first one where clocks go back, and null where it never
 * shows that, because they go forward past it or it is no time at all.
 */
export function instantOf(wall: string, timeZone: string): number | null {
  const utc = shape.test(wall) ? Date.parse(`${wall}Z`) : Number.NaN;
  if (!Number.isFinite(utc)) return null;
  const candidates = [utc - offsetAt(utc - dayMs, timeZone), utc - offsetAt(utc + dayMs, timeZone)];
  return candidates.sort((a, b) => a - b).find((at) => wallTimeOf(at, timeZone) === wall) ?? null;
}

/** The day `days` after the one a clock in the zone shows at an instant (ms): `2026-12-01`. */
export function dayAfter(at: number, days: number, timeZone: string): string {
  const today = Date.parse(`${wallTimeOf(at, timeZone).slice(0, 10)}T00:00Z`);
  return new Date(today + days * dayMs).toISOString().slice(0, 10);
}
