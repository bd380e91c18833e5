import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

export interface CardProps extends Omit<ComponentProps<"section">, "title"> {
  title?: ReactNode;
  purpose?: ReactNode;
  action?: ReactNode;
}

/** A titled surface. Without a title it is only the surface. */
export function Card({ title, purpose, action, className, children, ...rest }: CardProps) {
  return (
    <section className={cn("rounded-lg border border-line bg-card p-4", className)} {...rest}>
      {(title || action) && (
        <div className="mb-4 flex flex-wrap last:mb-0 items-start justify-between gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-64">
            {title && <h2 className="font-semibold">{title}</h2>}
            {purpose && <p className="mt-0.5 text-muted text-sm">{purpose}</p>}
          </div>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}
