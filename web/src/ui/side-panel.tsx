import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { IconButton } from "./icon-button";

export interface SidePanelProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: ReactNode;
  subtitle?: ReactNode;
  side?: "right" | "left";
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
}

/** Details beside the list: on a wide window the list stays visible and usable. */
export function SidePanel({
  open,
  onOpenChange,
  title,
  subtitle,
  side = "right",
  children,
  footer,
  className,
}: SidePanelProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange} modal={side === "left"}>
      <Radix.Portal>
        {side === "left" && <Radix.Overlay className="fixed inset-0 z-30 animate-appear bg-scrim" />}
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            // Where the list stays in view, the arrow keys stay with the list.
            if (side === "right" && matchMedia("(min-width: 768px)").matches) event.preventDefault();
          }}
          onInteractOutside={(event) => side === "right" && event.preventDefault()}
          className={cn(
            "fixed inset-y-0 z-30 flex w-full flex-col border-line bg-overlay shadow-float outline-none",
            side === "right"
              ? "right-0 max-w-[480px] animate-panel-right border-l"
              : "left-0 max-w-72 animate-panel-left border-r",
            className,
          )}
        >
          <div className="flex items-start justify-between gap-3 border-line border-b px-4 py-3">
            <div className="min-w-0">
              <Radix.Title className="break-words font-semibold text-lg">{title}</Radix.Title>
              {subtitle && <div className="mt-0.5 text-muted text-sm">{subtitle}</div>}
            </div>
            <Radix.Close asChild>
              <IconButton quiet label="Close" icon={X} className="-mr-1 touch:-my-2" />
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          {footer && <div className="flex justify-end gap-2 border-line border-t px-4 py-3">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
