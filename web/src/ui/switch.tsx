import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export function Switch({ className, ...rest }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        "inline-flex h-5 w-9 shrink-0 items-center rounded-full bg-line-control p-0.5 transition-colors disabled:opacity-50 data-[state=checked]:bg-accent",
        className,
      )}
      {...rest}
    >
      <Radix.Thumb className="size-4 rounded-full bg-card transition-transform data-[state=checked]:translate-x-4" />
    </Radix.Root>
  );
}
