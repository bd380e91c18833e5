import { useEffect, useState } from "react";
import { cn } from "@/lib/cn";
import { Input } from "@/ui/input";

/**
 * The number a person typed, undefined when it is none. Takes `1000`, `1,000`, `1 000`, `1.5` and `1,5`:
 * a comma before exactly three digits sets thousands apart, any other comma is a decimal one.
 */
export function parseNumber(text: string): number | undefined {
  let plain = text
    .trim()
    .replace(/[\s\u00a0\u202f_'’]/g, "")
    .replace("−", "-");
  if (/^-?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
  else if (/^-?\d*,\d*$/.test(plain)) plain = plain.replace(",", ".");
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

const written = (value: unknown) => (typeof value === "number" ? String(value) : "");

export interface NumberEditorProps {
  label: string;
  value: unknown;
  onChange(value: number | undefined): void;
  /** Stands before the number: the sign of the currency. */
  prefix?: string | undefined;
  placeholder?: string;
  invalid?: boolean;
  className?: string;
}

export function NumberEditor({
  label,
  value,
  onChange,
  prefix,
  placeholder = "0",
  invalid,
  className,
}: NumberEditorProps) {
  const [text, setText] = useState(written(value));

  // Undo, or another operator: the value changed without typing.
  useEffect(() => {
    setText((old) => (parseNumber(old) === value ? old : written(value)));
  }, [value]);

  const wrong = text.trim() !== "" && parseNumber(text) === undefined;
  return (
    <div className={cn("relative w-28", className)}>
      {prefix && (
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-muted touch:text-lg"
        >
          {prefix}
        </span>
      )}
      <Input
        inputMode="decimal"
        autoComplete="off"
        aria-label={label}
        aria-invalid={wrong || invalid || undefined}
        title={wrong ? "This is no number" : undefined}
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onChange(parseNumber(event.target.value));
        }}
        onBlur={() => !wrong && setText(written(value))}
        style={prefix ? { paddingLeft: `calc(${prefix.length}ch + 16px)` } : undefined}
        className="tabular px-2.5"
      />
    </div>
  );
}
