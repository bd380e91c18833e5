import type { OptionGroup } from "@/ui/option-list";

/** The browser's own zone, as a first proposal. */
export function browserTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

const currencyOfRegion: Record<string, string> = {
  US: "USD",
  GB: "GBP",
  JP: "JPY",
  CN: "CNY",
  IN: "INR",
  CH: "CHF",
  CA: "CAD",
  AU: "AUD",
  NZ: "NZD",
  BR: "BRL",
  MX: "MXN",
  SE: "SEK",
  NO: "NOK",
  DK: "DKK",
  PL: "PLN",
  CZ: "CZK",
  HU: "HUF",
  RO: "RON",
  TR: "TRY",
  UA: "UAH",
  ZA: "ZAR",
  KR: "KRW",
  SG: "SGD",
  HK: "HKD",
  TH: "THB",
  ID: "IDR",
  PH: "PHP",
  MY: "MYR",
  VN: "VND",
  AE: "AED",
  SA: "SAR",
  IL: "ILS",
  AR: "ARS",
  CL: "CLP",
  CO: "COP",
  PE: "PEN",
  EG: "EGP",
  NG: "NGN",
  KE: "KES",
  PK: "PKR",
};
const euro = new Set("AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" "));

/** The currency of the region in the browser's language, e.g. `EUR` for `de-DE`; US dollars when it names none. */
export function currencyOf(language: string): string {
  let region: string | undefined;
  try {
    region = new Intl.Locale(language).maximize().region;
  } catch {
    return "USD";
  }
  if (region === undefined) return "USD";
  return euro.has(region) ? "EUR" : (currencyOfRegion[region] ?? "USD");
}

/** Every currency the browser can name, by code and name. */
export function currencyGroups(): OptionGroup[] {
  const names = new Intl.DisplayNames(undefined, { type: "currency" });
  const option = (code: string) => ({ value: code, label: `${code} – ${names.of(code) ?? code}` });
  const common = ["USD", "EUR", "GBP", "INR", "CHF", "CAD", "AUD", "JPY"];
  const others = Intl.supportedValuesOf("currency").filter((code) => !common.includes(code));
  return [
    { label: "Often used", options: common.map(option) },
    { label: "All", options: others.map(option) },
  ];
}

/** Every zone by continent, with UTC first. */
export function timeZoneGroups(): OptionGroup[] {
  const groups = new Map<string, string[]>();
  for (const zone of new Set([browserTimeZone(), ...Intl.supportedValuesOf("timeZone")])) {
    if (zone === "UTC") continue;
    const continent = zone.includes("/") ? zone.slice(0, zone.indexOf("/")) : "Other";
    groups.set(continent, [...(groups.get(continent) ?? []), zone]);
  }
  const sorted = [...groups].sort(([a], [b]) => a.localeCompare(b));
  return [
    { options: [{ value: "UTC", label: "UTC" }] },
    ...sorted.map(([label, zones]) => ({
      label,
      options: zones
        .sort((a, b) => a.localeCompare(b))
        .map((zone) => ({
          value: zone,
          label: zone.slice(zone.indexOf("/") + 1).replaceAll("_", " "),
          keywords: zone,
        })),
    })),
  ];
}
