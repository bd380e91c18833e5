import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

/** Shared by everything one types into or picks from. */
export const controlStyle =
  "w-full min-w-0 rounded-lg border border-line-control/70 bg-card px-3 text-base text-ink transition-colors hover:border-line-control focus-visible:outline-offset-0 disabled:opacity-50 aria-invalid:border-danger touch:text-lg";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(controlStyle, "h-8 touch:h-11", className)} {...rest} />;
}
