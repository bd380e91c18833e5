import { createContext, type ReactNode, useContext, useMemo } from "react";
import { createFormat, type Format, type FormatSettings } from "./format";

const FormatContext = createContext<Format | null>(null);
const neutral = createFormat({ currency: "USD", timeZone: "UTC" });

/** Makes every number and date below it follow the workspace's currency and zone. */
export function FormatProvider({
  currency,
  timeZone,
  children,
}: Pick<FormatSettings, "currency" | "timeZone"> & { children: ReactNode }) {
  const format = useMemo(() => createFormat({ currency, timeZone }), [currency, timeZone]);
  return <FormatContext value={format}>{children}</FormatContext>;
}

export function useFormat(): Format {
  return useContext(FormatContext) ?? neutral;
}
