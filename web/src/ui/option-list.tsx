import { Check, type LucideIcon, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { cn } from "@/lib/cn";

export interface Option {
  value: string;
  label: string;
  /** Faint text at the right: a count, a kind, a key. */
  hint?: ReactNode;
  /** Words that find the option although its label lacks them. */
  keywords?: string;
  icon?: LucideIcon;
}

export interface OptionGroup {
  label?: string;
  options: readonly Option[];
  /** The group comes from a search on the server and is shown as it is. */
  searched?: boolean;
}

export interface OptionListProps {
  groups: readonly OptionGroup[];
  /** Names the search field. */
  label: string;
  placeholder?: string;
  selected?: string | undefined;
  onSelect(value: string): void;
  onSearch?(text: string): void;
  /** Offers what was typed as a value of its own, e.g. `Use “Leipzig”`. */
  createLabel?: (text: string) => string;
  empty?: ReactNode;
  className?: string;
}

/** The groups with only those options that contain every typed word. */
export function filterGroups(groups: readonly OptionGroup[], text: string): OptionGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map((group) =>
      group.searched || words.length === 0
        ? group
        : {
            ...group,
            options: group.options.filter((option) => {
              const haystack = `${option.label} ${option.keywords ?? ""} ${group.label ?? ""}`.toLowerCase();
              return words.every((word) => haystack.includes(word));
            }),
          },
    )
    .filter((group) => group.options.length > 0);
}

/** A search field over a grouped list, wholly by keyboard: the base of the combobox and the command palette. */
export function OptionList({
  groups,
  label,
  placeholder,
  selected,
  onSelect,
  onSearch,
  createLabel,
  empty = "Nothing found",
  className,
}: OptionListProps) {
  const id = useId();
  const [text, setText] = useState("");
  const [active, setActive] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const shown = useMemo(() => {
    const found = filterGroups(groups, text);
    const typed = text.trim();
    const known = groups.some((group) => group.options.some((option) => option.value === typed));
    if (createLabel && typed !== "" && !known) {
      found.push({ options: [{ value: typed, label: createLabel(typed) }] });
    }
    return found;
  }, [groups, text, createLabel]);

  const flat = useMemo(() => shown.flatMap((group) => group.options.map((option) => option.value)), [shown]);
  const fallback =
    text === "" && selected !== undefined && flat.includes(selected) ? selected : (flat[0] ?? null);
  const current = active !== null && flat.includes(active) ? active : fallback;
  const optionId = (value: string) => `${id}-${flat.indexOf(value)}`;
  const currentIndex = current === null ? -1 : flat.indexOf(current);

  useEffect(() => {
    if (currentIndex >= 0) {
      list.current?.querySelector(`[data-index="${currentIndex}"]`)?.scrollIntoView({ block: "nearest" });
    }
  }, [currentIndex]);

  function onKeyDown(event: KeyboardEvent) {
    const last = flat.length - 1;
    const moves: Record<string, number> = {
      ArrowDown: currentIndex === last ? 0 : currentIndex + 1,
      ArrowUp: currentIndex <= 0 ? last : currentIndex - 1,
      PageDown: Math.min(last, currentIndex + 8),
      PageUp: Math.max(0, currentIndex - 8),
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setActive(flat[next] ?? null);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (current !== null) onSelect(current);
    }
  }

  return (
    <div className={cn("flex min-h-0 flex-col", className)}>
      <div className="flex items-center gap-2 border-line border-b px-3">
        <Search aria-hidden className="size-4 shrink-0 text-faint" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the list opens on request, to be typed into
          autoFocus
          role="combobox"
          aria-label={label}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={current === null ? undefined : optionId(current)}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder ?? label}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(null);
            onSearch?.(event.target.value);
          }}
          onKeyDown={onKeyDown}
          className="h-10 w-full min-w-0 bg-transparent text-base outline-none touch:h-11 touch:text-lg"
        />
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className="min-h-0 overflow-y-auto p-1"
      >
        {flat.length === 0 && <p className="px-2 py-6 text-center text-muted text-sm">{empty}</p>}
        {shown.map((group, groupIndex) => (
          <div key={group.label ?? groupIndex} role="group" aria-label={group.label ?? "Other"}>
            {group.label && (
              <div aria-hidden className="px-2 pt-2 pb-1 font-medium text-faint text-xs">
                {group.label}
              </div>
            )}
            {group.options.map((option) => {
              const Icon = option.icon;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the search field
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the search field
                <div
                  key={option.value}
                  id={optionId(option.value)}
                  data-index={flat.indexOf(option.value)}
                  role="option"
                  aria-selected={option.value === selected}
                  onPointerMove={() => setActive(option.value)}
                  onClick={() => onSelect(option.value)}
                  className={cn(
                    "flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2 py-1 touch:min-h-11",
                    option.value === current && "bg-overlay-hover",
                  )}
                >
                  {Icon && <Icon aria-hidden className="size-4 shrink-0 text-muted" />}
                  <span className="min-w-0 flex-1 truncate">{option.label}</span>
                  {option.hint !== undefined && (
                    <span className="tabular shrink-0 text-muted text-xs">{option.hint}</span>
                  )}
                  {option.value === selected && <Check aria-hidden className="size-4 shrink-0 text-accent" />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
