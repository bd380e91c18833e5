import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

export const MenuTrigger = Radix.Trigger;
export const MenuRadioGroup = Radix.RadioGroup;

/** Not modal: the page stays readable to screen readers and does not jump when its scrollbar goes. */
export function Menu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />;
}

const itemStyle =
  "flex h-8 cursor-default select-none items-center gap-2 rounded-md px-2 text-base outline-none data-disabled:opacity-50 data-highlighted:bg-overlay-hover touch:h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

export function MenuContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align="end"
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          "z-50 min-w-48 animate-appear rounded-lg border border-line bg-overlay p-1 shadow-float",
          className,
        )}
        {...rest}
      />
    </Radix.Portal>
  );
}

export interface MenuItemProps extends ComponentProps<typeof Radix.Item> {
  icon?: LucideIcon;
  tone?: "plain" | "danger";
  hint?: ReactNode;
}

export function MenuItem({
  icon: Icon,
  tone = "plain",
  hint,
  className,
  children,
  asChild,
  ...rest
}: MenuItemProps) {
  const style = cn(itemStyle, tone === "danger" && "text-danger-text [&_svg]:text-danger-text", className);
  if (asChild) {
    return (
      <Radix.Item asChild className={style} {...rest}>
        {children}
      </Radix.Item>
    );
  }
  return (
    <Radix.Item className={style} {...rest}>
      {Icon && <Icon aria-hidden />}
      <span className="flex-1">{children}</span>
      {hint && <span className="text-faint text-xs">{hint}</span>}
    </Radix.Item>
  );
}

export function MenuRadioItem({
  icon: Icon,
  className,
  children,
  ...rest
}: ComponentProps<typeof Radix.RadioItem> & { icon?: LucideIcon }) {
  return (
    <Radix.RadioItem className={cn(itemStyle, className)} {...rest}>
      {Icon && <Icon aria-hidden />}
      <span className="flex-1">{children}</span>
      <Radix.ItemIndicator>
        <Check aria-hidden className="text-accent!" />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 font-medium text-faint text-xs">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
