import { Select } from "@/ui/select";
import { NumberEditor } from "./number-editor";

type Unit = "days" | "hours";
export type Span = { days?: number | undefined } | { hours?: number | undefined };

const units = [
  { value: "days", label: "days" },
  { value: "hours", label: "hours" },
];

export interface DurationEditorProps {
  label: string;
  value: unknown;
  onChange(value: Span): void;
  invalid?: boolean;
}

/** So many days (of 24 hours) or hours. */
export function DurationEditor({ label, value, onChange, invalid = false }: DurationEditorProps) {
  const span = (value ?? {}) as { days?: number; hours?: number };
  const unit: Unit = "hours" in span ? "hours" : "days";
  const amount = span[unit];
  const write = (next: number | undefined, of: Unit): Span =>
    of === "days" ? { days: next } : { hours: next };
  const odd = typeof amount === "number" && (!Number.isInteger(amount) || amount < 1);
  return (
    <>
      <NumberEditor
        label={label}
        value={amount}
        placeholder="90"
        invalid={invalid || odd}
        onChange={(next) => onChange(write(next, unit))}
        className="w-20"
      />
      <Select
        aria-label={`${label}: unit`}
        value={unit}
        options={units}
        onChange={(next) => onChange(write(amount, next as Unit))}
        className="w-24"
      />
    </>
  );
}
