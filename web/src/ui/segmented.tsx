import { ToggleGroup as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  onChange(value: Value): void;
  options: readonly { value: Value; label: ReactNode; hint?: string }[];
  size?: "md" | "sm";
  disabled?: boolean;
  className?: string;
}

/** One of a few, all in view: AND/OR, email/SMS. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  options,
  size = "md",
  disabled,
  className,
}: SegmentedProps<Value>) {
  return (
    <Radix.Root
      type="single"
      aria-label={label}
      value={value}
      disabled={disabled ?? false}
      onValueChange={(next) => next && onChange(next as Value)}
      className={cn(
        "inline-flex w-fit items-center gap-0.5 rounded-lg border border-line bg-raised p-0.5",
        className,
      )}
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          title={option.hint}
          className={cn(
            "inline-flex items-center justify-center gap-1.5 rounded-md px-2.5 font-medium text-muted transition-colors hover:text-ink data-[state=on]:bg-card data-[state=on]:text-ink data-[state=on]:outline data-[state=on]:outline-line-strong data-[state=on]:focus-visible:outline-2 data-[state=on]:focus-visible:outline-accent disabled:opacity-50 [&_svg]:size-4",
            size === "md" ? "h-[26px] text-sm touch:h-10" : "h-5 text-xs touch:h-9",
          )}
        >
          {option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
