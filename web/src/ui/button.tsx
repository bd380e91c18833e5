import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

export const buttonStyle = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-lg font-medium transition-colors disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-accent-ink hover:bg-accent-hover",
        secondary: "border border-line-control/60 bg-card text-ink hover:bg-hover",
        ghost: "text-ink hover:bg-raised",
        danger: "bg-danger text-danger-ink hover:bg-danger-hover",
        link: "h-auto px-0 text-ink underline decoration-line-control underline-offset-4 hover:decoration-ink",
      },
      size: {
        md: "h-8 px-3 text-base touch:h-11 touch:px-4",
        sm: "h-7 px-2 text-sm touch:h-11 touch:px-3",
      },
    },
    compoundVariants: [{ variant: "link", className: "h-auto px-0 touch:h-11 touch:px-0" }],
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonStyle> {
  /** Renders the child (a link, say) in the shape of a button. */
  asChild?: boolean;
  /** Work is under way: the button stays as wide as it was and cannot be pressed twice. */
  busy?: boolean;
}

export function Button({
  asChild,
  busy,
  variant,
  size,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const style = cn(buttonStyle({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={style} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={style}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}
