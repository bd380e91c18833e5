import { Select } from "@/ui/select";
import { inMode, modeOf, type WithinMode } from "../past";
import type { Within } from "../rule-tree";
import { DateEditor } from "./date-editor";
import { DurationEditor } from "./duration-editor";

const modes: readonly { value: WithinMode; label: string }[] = [
  { value: "any", label: "at any time" },
  { value: "last", label: "within the last" },
  { value: "between", label: "between" },
  { value: "before", label: "before" },
  { value: "after", label: "after" },
];

export interface WithinEditorProps {
  /** What happened then, e.g. “Number of orders”. */
  name: string;
  value: Within | undefined;
  onChange(value: Within | undefined): void;
  invalid: boolean;
}

/** When something was: so long ago, between two days, before or after one; days end with the day. */
export function WithinEditor({ name, value, onChange, invalid }: WithinEditorProps) {
  const mode = modeOf(value);
  const day = (label: string, each: string | undefined, change: (next: string | undefined) => void) => (
    <DateEditor label={`${name}: ${label}`} value={each} onChange={change} invalid={invalid} />
  );
  return (
    <>
      <Select
        aria-label={`${name}: when`}
        value={mode}
        options={modes}
        onChange={(next) => onChange(inMode(next as WithinMode, value))}
        className="w-auto min-w-28 max-sm:w-full"
      />
      {mode === "last" && (
        <DurationEditor
          label={`${name}: how long ago`}
          value={value}
          onChange={(span) => onChange(span as Within)}
          invalid={invalid}
        />
      )}
      {value && "between" in value && (
        <>
          {day("first day", value.between[0], (next) => onChange({ between: [next, value.between[1]] }))}
          <span className="text-muted leading-8 touch:leading-11">and</span>
          {day("last day", value.between[1], (next) => onChange({ between: [value.between[0], next] }))}
        </>
      )}
      {value && "before" in value && day("day", value.before, (next) => onChange({ before: next }))}
      {value && "after" in value && day("day", value.after, (next) => onChange({ after: next }))}
    </>
  );
}
