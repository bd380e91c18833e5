import { Input } from "@/ui/input";

const dayForm = /^\d{4}-\d\d-\d\d$/;

export interface DateEditorProps {
  label: string;
  value: unknown;
  onChange(value: string | undefined): void;
  invalid?: boolean;
}

/** A day, by the browser's own picker. An instant made through the API stays one, and is typed. */
export function DateEditor({ label, value, onChange, invalid }: DateEditorProps) {
  const text = typeof value === "string" ? value : "";
  const instant = text !== "" && !dayForm.test(text);
  return (
    <Input
      type={instant ? "text" : "date"}
      aria-label={label}
      aria-invalid={invalid || undefined}
      min="0001-01-01"
      max="9999-12-31"
      value={text}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
      className={instant ? "tabular w-60 px-2.5" : "tabular w-36 px-2.5 touch:w-44"}
    />
  );
}
