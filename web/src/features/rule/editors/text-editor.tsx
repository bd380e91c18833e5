import { cn } from "@/lib/cn";
import { controlStyle } from "@/ui/input";
import { SuggestInput } from "./suggest-input";

export interface TextEditorProps {
  label: string;
  value: unknown;
  onChange(value: string | undefined): void;
  /** Values customers are known to have. */
  values?: readonly string[] | undefined;
  maxLength?: number;
  invalid?: boolean;
}

export function TextEditor({ label, value, onChange, values = [], maxLength, invalid }: TextEditorProps) {
  const text = typeof value === "string" ? value : "";
  return (
    <div className="flex w-44 max-sm:w-full">
      <SuggestInput
        label={label}
        value={text}
        onChange={(next) => onChange(next === "" ? undefined : next)}
        onPick={onChange}
        values={values}
        maxLength={maxLength}
        aria-invalid={invalid || undefined}
        placeholder="Text"
        className={cn(controlStyle, "h-8 px-2.5 touch:h-11")}
      />
    </div>
  );
}
