import { type ComponentProps, type RefObject, useRef } from "react";
import { cn } from "@/lib/cn";
import { Textarea } from "@/ui/textarea";
import { piecesOf } from "./template-text";

export interface TemplateFieldProps extends Omit<ComponentProps<"textarea">, "value" | "onChange" | "ref"> {
  value: string;
  onChange(value: string): void;
  /** One line: Enter does nothing, pasted lines become one. */
  single?: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** A text with variables in it: they stand out like chips, and stay text. */
export function TemplateField({
  value,
  onChange,
  single = false,
  field,
  className,
  ...rest
}: TemplateFieldProps) {
  const behind = useRef<HTMLDivElement>(null);
  return (
    <div className="relative rounded-lg bg-card">
      <div
        ref={behind}
        aria-hidden
        dir="auto"
        className="pointer-events-none absolute inset-0 select-none overflow-hidden whitespace-pre-wrap break-words border border-transparent px-3 py-1.5 text-base text-transparent touch:text-lg"
      >
        {piecesOf(value).map((piece, index) =>
          piece.kind === "words" ? (
            piece.text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text are written anew as a whole
            <mark key={index} className="rounded-sm bg-raised text-transparent outline outline-line-strong">
              {piece.text}
            </mark>
          ),
        )}
      </div>
      <Textarea
        ref={field}
        dir="auto"
        value={value}
        onChange={(event) =>
          onChange(single ? event.target.value.replace(/\s*[\r\n]+\s*/g, " ") : event.target.value)
        }
        onKeyDown={(event) => single && event.key === "Enter" && event.preventDefault()}
        onScroll={(event) => {
          if (behind.current) behind.current.scrollTop = event.currentTarget.scrollTop;
        }}
        className={cn("relative block resize-none bg-transparent break-words", className)}
        {...rest}
      />
    </div>
  );
}

/**
 * Puts text where the caret is, in place of what is selected. As typing, so that the browser's undo knows it;
 * where the browser cannot, `onChange` gets the new value.
 */
export function insertAtCaret(
  field: HTMLTextAreaElement,
  text: string,
  onChange: (value: string) => void,
): void {
  field.focus();
  if (typeof document.execCommand === "function" && document.execCommand("insertText", false, text)) return;
  const { selectionStart, selectionEnd, value } = field;
  onChange(value.slice(0, selectionStart) + text + value.slice(selectionEnd));
  const caret = selectionStart + text.length;
  requestAnimationFrame(() => field.setSelectionRange(caret, caret));
}
