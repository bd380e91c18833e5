import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface EmptyStateProps {
  icon?: LucideIcon;
  /** What is not here. */
  title: string;
  /** Why, and what would bring it. */
  children?: ReactNode;
  /** One thing to do. */
  action?: ReactNode;
  /** Ghost rows show where the list will be. */
  ghost?: boolean;
  className?: string;
}

export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
  ghost = false,
  className,
}: EmptyStateProps) {
  return (
    <div
      className={cn(
        "flex flex-col items-center rounded-lg border border-line bg-card px-6 py-12 text-center",
        className,
      )}
    >
      {ghost && (
        <div aria-hidden className="mb-6 flex w-full max-w-sm flex-col gap-2 opacity-70">
          {["w-40", "w-28", "w-36"].map((width) => (
            <div
              key={width}
              className="flex items-center justify-between rounded-md border border-line border-dashed px-3 py-2"
            >
              <div className={cn("h-2 rounded-sm bg-raised", width)} />
              <div className="h-2 w-10 rounded-sm bg-raised" />
            </div>
          ))}
        </div>
      )}
      {Icon && !ghost && <Icon aria-hidden className="mb-3 size-5 text-faint" />}
      <h2 className="font-medium">{title}</h2>
      {children && <div className="mt-1 max-w-md text-balance text-muted">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
