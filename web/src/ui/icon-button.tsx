import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { Tooltip } from "./tooltip";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  /** Says what the button does, to screen readers and on hover. */
  label: string;
  icon: LucideIcon;
  /** No tooltip: the icon says it all, or focus lands here by itself. */
  quiet?: boolean;
  /** A key shown in the tooltip. */
  shortcut?: string;
}

export function IconButton({
  label,
  icon: Icon,
  shortcut,
  quiet = false,
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type="button"
      aria-label={label}
      className={cn(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-lg text-muted transition-colors hover:bg-raised hover:text-ink disabled:opacity-50 touch:size-11",
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden className="size-4" />
    </button>
  );
  if (quiet) return button;
  return (
    <Tooltip named text={label} shortcut={shortcut}>
      {button}
    </Tooltip>
  );
}
