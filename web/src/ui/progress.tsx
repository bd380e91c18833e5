import { cn } from "@/lib/cn";

export interface ProgressProps {
  label: string;
  value: number;
  /** Unknown while null: the bar breathes. */
  max: number | null;
  className?: string;
}

export function Progress({ label, value, max, className }: ProgressProps) {
  const share = max === null ? null : max > 0 ? Math.min(1, value / max) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max ?? undefined}
      aria-valuenow={share === null ? undefined : value}
      className={cn("h-2 w-full overflow-hidden rounded-full bg-raised", className)}
    >
      <div
        className={cn(
          "h-full rounded-full bg-ink transition-[width]",
          share === null && "w-full animate-breathe opacity-40",
        )}
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
