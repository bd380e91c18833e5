const units = ["B", "kB", "MB", "GB"];

/** 999 B, 1.2 kB, 200 MB: powers of a thousand. */
export function byteText(bytes: number, locale?: string): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = new Intl.NumberFormat(locale, { maximumSignificantDigits: power === 0 ? 3 : 2 });
  return `${value.format(bytes / 1000 ** power)} ${units[power]}`;
}
