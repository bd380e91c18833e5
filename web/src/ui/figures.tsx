import { cn } from "@/lib/cn";
import { isCompacted } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { useNow } from "@/lib/now";

interface FigureProps {
  value: number | null | undefined;
  /** 1.2M from a million on, with the exact number on hover. */
  compact?: boolean;
  className?: string;
}

function Missing({ className }: { className?: string | undefined }) {
  return (
    <span className={cn("text-faint", className)}>
      <span aria-hidden>–</span>
      <span className="sr-only">none</span>
    </span>
  );
}

/** A count. */
export function Count({ value, compact = false, className }: FigureProps) {
  const format = useFormat();
  if (value === null || value === undefined) return <Missing className={className} />;
  const short = compact && isCompacted(value);
  return (
    <span className={cn("tabular", className)} title={short ? format.number(value) : undefined}>
      {short ? format.compact(value) : format.number(value)}
    </span>
  );
}

/** Money in the workspace's currency, in major units. */
export function Money({ value, compact = false, className }: FigureProps) {
  const format = useFormat();
  if (value === null || value === undefined) return <Missing className={className} />;
  return (
    <span className={cn("tabular", className)} title={compact ? format.money(value) : undefined}>
      {compact ? format.moneyCompact(value) : format.money(value)}
    </span>
  );
}

/** The share of `part` in `whole`. */
export function Share({ part, whole, className }: { part: number; whole: number; className?: string }) {
  const format = useFormat();
  return (
    <span className={cn("tabular", className)} title={`${format.number(part)} of ${format.number(whole)}`}>
      {format.percent(part, whole)}
    </span>
  );
}

/** When something was, relative, with the exact time in the workspace's zone on hover. */
export function RelativeDate({ value, className }: { value: string | null | undefined; className?: string }) {
  const format = useFormat();
  const now = useNow();
  if (!value) return <Missing className={className} />;
  return (
    <time dateTime={value} title={format.dateTime(value)} className={cn("whitespace-nowrap", className)}>
      {format.relative(value, now)}
    </time>
  );
}
