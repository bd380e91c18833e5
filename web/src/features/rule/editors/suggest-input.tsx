import { type ComponentProps, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { cn } from "@/lib/cn";

const shownAtMost = 50;

/** The known values that contain the text, those that begin with it first. */
export function matching(values: readonly string[], text: string, without: readonly string[] = []): string[] {
  const wanted = text.trim().toLowerCase();
  const free = values.filter((value) => !without.includes(value));
  if (wanted === "") return free.slice(0, shownAtMost);
  const found = free.filter((value) => value.toLowerCase().includes(wanted));
  const begins = found.filter((value) => value.toLowerCase().startsWith(wanted));
  return [...begins, ...found.filter((value) => !begins.includes(value))].slice(0, shownAtMost);
}

export interface SuggestInputProps extends Omit<ComponentProps<"input">, "value" | "onChange"> {
  label: string;
  value: string;
  onChange(value: string): void;
  /** A known value was chosen from the list. */
  onPick(value: string): void;
  values: readonly string[];
  /** Values that are not offered again. */
  without?: readonly string[];
}

/** A text field that offers known values and takes any other. */
export function SuggestInput({
  label,
  value,
  onChange,
  onPick,
  values,
  without,
  className,
  onKeyDown,
  onBlur,
  ...rest
}: SuggestInputProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const found = open ? matching(values, value, without) : [];
  const shown = found.length > 0 && !(found.length === 1 && found[0] === value);

  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: "nearest" });
  }, [active]);

  function pick(next: string) {
    onPick(next);
    setOpen(false);
    setActive(-1);
  }

  function keys(event: KeyboardEvent<HTMLInputElement>) {
    const chosen = found[active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setOpen(true);
      else {
        const step = event.key === "ArrowDown" ? 1 : -1;
        setActive(((found.length + 1 + active + 1 + step) % (found.length + 1)) - 1);
      }
    } else if (event.key === "Escape" && shown) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Enter" && shown && chosen !== undefined && !event.nativeEvent.isComposing) {
      event.preventDefault();
      pick(chosen);
    } else onKeyDown?.(event);
  }

  return (
    <div className="relative min-w-20 flex-1">
      <input
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-autocomplete="list"
        aria-controls={shown ? `${id}-list` : undefined}
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={value}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={(event) => {
          setOpen(false);
          setActive(-1);
          onBlur?.(event);
        }}
        onChange={(event) => {
          onChange(event.target.value);
          setOpen(true);
          setActive(-1);
        }}
        onKeyDown={keys}
        className={className}
        {...rest}
      />
      {shown && (
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label={`${label}: known values`}
          className="absolute top-full left-0 z-20 mt-1 max-h-60 w-max min-w-full max-w-80 animate-appear overflow-y-auto rounded-lg border border-line bg-overlay p-1 shadow-float"
        >
          {found.map((each, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the text field
            // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the text field
            <div
              key={each}
              id={`${id}-${index}`}
              data-index={index}
              role="option"
              aria-selected={index === active}
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => setActive(index)}
              onClick={() => pick(each)}
              className={cn(
                "flex min-h-8 cursor-pointer select-none items-center rounded-md px-2 touch:min-h-11",
                index === active && "bg-raised",
              )}
            >
              <span dir="auto" className="truncate">
                {each}
              </span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
