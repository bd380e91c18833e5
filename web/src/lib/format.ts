/** How numbers, money and time are written for people. Pure: the clock is an argument. */
export interface FormatSettings {
  /** ISO 4217, e.g. `EUR`. */
  currency: string;
  /** IANA zone, e.g. `Europe/Berlin`. */
  timeZone: string;
  /** BCP 47; the browser's own when absent. */
  locale?: string | undefined;
}

export interface Format {
  /** 12,400 */
  number(value: number): string;
  /** 12,400 below a million, 1.2 M from there on. */
  compact(value: number): string;
  /** €1,234.50 (major units in) */
  money(value: number): string;
  /** Whole amounts without decimals, 1.2 M from a million on. */
  moneyCompact(value: number): string;
  /** The share of `part` in `whole`: never a false 0% or 100%, a dash when there is no whole. */
  percent(part: number, whole: number): string;
  /** 1 Nov 2026 */
  date(value: string | number | Date): string;
  /** 1 Nov 2026, 14:05:09 CET */
  dateTime(value: string | number | Date): string;
  /** 14:05 */
  time(value: string | number | Date): string;
  /** 3 minutes ago, yesterday; the date beyond 30 days. `now` in ms. */
  relative(value: string | number | Date, now: number): string;
  /** How far ahead something is, rounded: in 3 hours, in 2 days; beyond 30 days the date. `now` in ms. */
  until(value: string | number | Date, now: number): string;
  /** 1 min 20 s, from seconds. */
  duration(seconds: number): string;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** True where a compact form hides digits. */
export function isCompacted(value: number): boolean {
  return Math.abs(value) >= 1_000_000;
}

/** The share as text parts: `<0.1%` instead of a false 0, `>99.9%` instead of a false 100. */
export function percentText(part: number, whole: number, locale?: string): string {
  if (!(whole > 0)) return "–";
  const share = part / whole;
  const write = (value: number, digits: number) =>
    new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(value);
  if (part === 0 || part === whole) return write(share, 0);
  if (share > 0 && share < 0.001) return `<${write(0.001, 1)}`;
  if (share < 1 && share > 0.999) return `>${write(0.999, 1)}`;
  return write(share, share < 0.1 || share > 0.9 ? 1 : 0);
}

export function createFormat({ currency, timeZone, locale }: FormatSettings): Format {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat(locale, { style: "currency", currency });
  const moneyWhole = new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 0 });
  const moneyCompact = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    notation: "compact",
    maximumFractionDigits: 1,
  });
  const date = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: "medium" });
  const dateTime = new Intl.DateTimeFormat(locale, {
    timeZone,
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: "2-digit", minute: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

  return {
    number: (value) => number.format(value),
    compact: (value) => (isCompacted(value) ? compact.format(value) : number.format(value)),
    money: (value) => money.format(value),
    moneyCompact: (value) => (isCompacted(value) ? moneyCompact.format(value) : moneyWhole.format(value)),
    percent: (part, whole) => percentText(part, whole, locale),
    date: (value) => date.format(new Date(value)),
    dateTime: (value) => dateTime.format(new Date(value)),
    time: (value) => time.format(new Date(value)),
    relative(value, now) {
      const seconds = (new Date(value).getTime() - now) / 1000;
      const distance = Math.abs(seconds);
      if (distance < 5) return relative.format(0, "second");
      if (distance < minute) return relative.format(Math.trunc(seconds), "second");
      if (distance < hour) return relative.format(Math.trunc(seconds / minute), "minute");
      if (distance < day) return relative.format(Math.trunc(seconds / hour), "hour");
      if (distance < 30 * day) return relative.format(Math.trunc(seconds / day), "day");
      return date.format(new Date(value));
    },
    until(value, now) {
      const seconds = (new Date(value).getTime() - now) / 1000;
      if (seconds < minute / 2) return relative.format(0, "minute");
      if (seconds < 90 * minute) return relative.format(Math.round(seconds / minute), "minute");
      if (seconds < 36 * hour) return relative.format(Math.round(seconds / hour), "hour");
      if (seconds < 30 * day) return relative.format(Math.round(seconds / day), "day");
      return date.format(new Date(value));
    },
    duration: durationText,
  };
}

/** 45 s, 1 min 20 s, 2 h 5 min, 3 d 4 h: the two largest units. Not finite: a dash. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.max(0, Math.round(seconds));
  const units = [
    [day, "d"],
    [hour, "h"],
    [minute, "min"],
    [1, "s"],
  ] as const;
  const first = units.findIndex(([size]) => whole >= size);
  if (first === -1) return "0 s";
  let rest = whole;
  const parts: string[] = [];
  for (const [size, name] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(" ");
}

/** “1 customer”, “2 customers”: the number written as `text`. */
export function plural(count: number, text: string, one: string, many = `${one}s`): string {
  return `${text} ${count === 1 ? one : many}`;
}

/** A reason or a message of the server at the start of a line: its first letter large. */
export function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
