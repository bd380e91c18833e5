import { X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useState } from "react";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/format";
import { controlStyle } from "@/ui/input";
import { SuggestInput } from "./suggest-input";

const shownAtFirst = 12;

/** The values in a pasted text: one a line, or separated by commas or semicolons. */
export function splitValues(text: string): string[] {
  const separator = /[\r\n]/.test(text) ? /[\r\n]+/ : /[,;\t]+/;
  return text
    .split(separator)
    .map((value) => value.trim())
    .filter((value) => value !== "");
}

export interface ListEditorProps {
  label: string;
  value: unknown;
  onChange(value: string[]): void;
  values?: readonly string[] | undefined;
  maxLength?: number;
  /** Values a list may hold. */
  most: number;
  invalid?: boolean;
}

/** Several texts: type and Enter, choose, or paste many at once. */
export function ListEditor({
  label,
  value,
  onChange,
  values = [],
  maxLength,
  most,
  invalid,
}: ListEditorProps) {
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  const list = Array.isArray(value) ? value.map(String) : [];
  const shown = all ? list : list.slice(0, shownAtFirst);
  const hidden = list.length - shown.length;

  function add(...more: string[]) {
    const fresh = more.map((each) => each.trim()).filter((each) => each !== "");
    setText("");
    if (fresh.length > 0) onChange([...new Set([...list, ...fresh])].slice(0, most));
  }

  function keys(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if ((event.key === "Enter" && !event.metaKey && !event.ctrlKey) || event.key === ",") {
      if (text.trim() === "") {
        if (event.key === ",") event.preventDefault();
        return;
      }
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "" && list.length > 0) {
      onChange(list.slice(0, -1));
    }
  }

  function paste(event: ClipboardEvent) {
    const many = splitValues(event.clipboardData.getData("text"));
    if (many.length < 2) return;
    event.preventDefault();
    add(...many);
  }

  return (
    <div
      aria-invalid={invalid || undefined}
      className={cn(
        controlStyle,
        "flex min-h-8 w-auto min-w-44 max-w-full flex-1 flex-wrap items-center gap-1 px-1 py-0.5 focus-within:outline-2 focus-within:outline-accent touch:min-h-11",
      )}
    >
      {shown.map((each) => (
        <span
          key={each}
          className="inline-flex h-6 max-w-48 items-center gap-0.5 rounded-md bg-raised pl-1.5 text-sm touch:h-8"
        >
          <span dir="auto" className="truncate">
            {each}
          </span>
          <button
            type="button"
            aria-label={`Remove ${each}`}
            onClick={() => onChange(list.filter((other) => other !== each))}
            className="inline-flex size-5 shrink-0 items-center justify-center rounded-md text-muted hover:text-ink touch:size-8"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      {hidden > 0 && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="h-6 rounded-md px-1.5 text-muted text-sm hover:text-ink touch:h-8"
        >
          and {plural(hidden, String(hidden), "more", "more")}
        </button>
      )}
      <SuggestInput
        label={list.length === 0 ? label : `${label}: add another`}
        value={text}
        onChange={setText}
        onPick={(next) => add(next)}
        values={values}
        without={list}
        maxLength={maxLength}
        placeholder={list.length === 0 ? "Type, choose or paste" : "Add"}
        onKeyDown={keys}
        onPaste={paste}
        onBlur={() => add(text)}
        className="h-6 w-full min-w-20 bg-transparent px-1.5 text-base outline-none touch:h-8 touch:text-lg"
      />
    </div>
  );
}
