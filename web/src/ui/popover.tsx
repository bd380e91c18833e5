import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverAnchor = Radix.Anchor;
export const PopoverClose = Radix.Close;

export interface PopoverContentProps extends ComponentProps<typeof Radix.Content> {
  /** Names it for screen readers. */
  label: string;
}

export function PopoverContent({ label, className, ...rest }: PopoverContentProps) {
  return (
    <Radix.Portal>
      <Radix.Content
        aria-label={label}
        align="start"
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          "z-50 animate-appear rounded-lg border border-line bg-overlay p-3 shadow-float",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}
