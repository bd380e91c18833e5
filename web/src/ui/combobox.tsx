import { ChevronsUpDown } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import { controlStyle } from "./input";
import { type OptionGroup, OptionList } from "./option-list";
import { Popover, PopoverContent, PopoverTrigger } from "./popover";

export interface ComboboxProps {
  value: string | undefined;
  onChange(value: string): void;
  /** Takes the focus on from here after a choice; without it the control has it again. */
  onChosen?(): void;
  groups: readonly OptionGroup[];
  /** Names the choice, e.g. “Field”. */
  label: string;
  placeholder?: string;
  /** What the closed control shows; the label of the option when absent. */
  display?: ReactNode;
  onSearch?(text: string): void;
  createLabel?: (text: string) => string;
  /** Opens at once, e.g. for a new condition. */
  defaultOpen?: boolean;
  id?: string;
  disabled?: boolean;
  className?: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | undefined;
}

/** A searchable, grouped choice. */
export function Combobox({
  value,
  onChange,
  onChosen,
  groups,
  label,
  placeholder = "Choose…",
  display,
  onSearch,
  createLabel,
  defaultOpen = false,
  disabled,
  className,
  ...rest
}: ComboboxProps) {
  const [open, setOpen] = useState(defaultOpen);
  const justChosen = useRef(false);
  const chosen = groups.flatMap((group) => group.options).find((option) => option.value === value);
  const shown = display ?? chosen?.label ?? value;
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <button
          type="button"
          disabled={disabled}
          aria-label={
            typeof shown === "string" ? `${label}: ${shown}` : shown ? label : `${label}: ${placeholder}`
          }
          aria-haspopup="listbox"
          aria-expanded={open}
          className={cn(
            controlStyle,
            "inline-flex h-8 items-center justify-between gap-2 pr-2 text-left touch:h-11",
            className,
          )}
          {...rest}
        >
          <span className={cn("truncate", !shown && "text-faint")}>{shown || placeholder}</span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </button>
      </PopoverTrigger>
      <PopoverContent
        label={label}
        onOpenAutoFocus={() => {
          justChosen.current = false;
        }}
        onCloseAutoFocus={(event) => {
          if (!justChosen.current || !onChosen) return;
          event.preventDefault();
          onChosen();
        }}
        className="flex max-h-(--radix-popover-content-available-height) w-72 min-w-(--radix-popover-trigger-width) flex-col p-0"
      >
        <OptionList
          label={label}
          placeholder={`Search ${label.toLowerCase()}`}
          groups={groups}
          selected={value}
          onSelect={(next) => {
            justChosen.current = true;
            onChange(next);
            setOpen(false);
          }}
          className="max-h-80"
          {...(onSearch && { onSearch })}
          {...(createLabel && { createLabel })}
        />
      </PopoverContent>
    </Popover>
  );
}
