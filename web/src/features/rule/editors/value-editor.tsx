import { Select } from "@/ui/select";
import type { ValueKind } from "../rule-tree";
import { kindOfValue, startValue } from "../value";
import type { Field, Operator, Words } from "../vocabulary";
import { BooleanEditor } from "./boolean-editor";
import { DateEditor } from "./date-editor";
import { DurationEditor } from "./duration-editor";
import { ListEditor } from "./list-editor";
import { NumberEditor } from "./number-editor";
import { TextEditor } from "./text-editor";

const kindNames: Record<ValueKind, string> = {
  number: "number",
  date: "date",
  text: "text",
  boolean: "true or false",
  set: "text",
};

export interface ValueEditorProps {
  value: unknown;
  /** As what it is written, where the field leaves the choice. */
  as?: ValueKind | undefined;
  /** What the controls are called; the field's label when absent. */
  name?: string;
  field: Field;
  operator: Operator;
  words: Words;
  /** The sign of the workspace's currency. */
  currencySign: string;
  invalid: boolean;
  onChange(change: { value: unknown; as?: ValueKind }): void;
}

/** What stands after the operator: made for the kind of the field and the shape the operator wants. */
export function ValueEditor({
  value,
  as,
  field,
  name = field.label,
  operator,
  words,
  currencySign,
  invalid,
  onChange,
}: ValueEditorProps) {
  const kinds = words.kindsOf(field, operator);
  const kind = kindOfValue(value, as, kinds);
  const label = `${name}: value`;
  const set = (next: unknown) => onChange({ value: next });

  if (operator.value === "none") return null;
  if (operator.value === "duration") {
    return <DurationEditor label={label} value={value} onChange={set} invalid={invalid} />;
  }
  if (operator.value === "list") {
    return (
      <ListEditor
        label={`${name}: values`}
        value={value}
        onChange={set}
        values={field.values ?? []}
        maxLength={words.limits.textLength}
        most={words.limits.listValues}
        invalid={invalid}
      />
    );
  }

  if (field.closed) {
    return (
      <Select
        aria-label={label}
        aria-invalid={invalid || undefined}
        placeholder="Choose"
        value={typeof value === "string" ? value : undefined}
        options={(field.values ?? []).map((each) => ({ value: each, label: each }))}
        onChange={set}
        className="w-32"
      />
    );
  }

  const one = (each: unknown, change: (next: unknown) => void, label: string) => {
    switch (kind) {
      case "number":
        return (
          <NumberEditor
            label={label}
            value={each}
            onChange={change}
            prefix={field.unit === "money" ? currencySign : undefined}
            invalid={invalid}
          />
        );
      case "date":
        return <DateEditor label={label} value={each} onChange={change} invalid={invalid} />;
      case "boolean":
        return <BooleanEditor label={label} value={each} onChange={change} />;
      default:
        return (
          <TextEditor
            label={label}
            value={each}
            onChange={change}
            values={field.values ?? []}
            maxLength={words.limits.textLength}
            invalid={invalid}
          />
        );
    }
  };

  const pair = Array.isArray(value) ? value : [undefined, undefined];
  return (
    <>
      {kinds.length > 1 && (
        <Select
          aria-label={`${name}: kind of value`}
          value={kind}
          options={kinds.map((each) => ({ value: each, label: kindNames[each] }))}
          onChange={(next) =>
            onChange({ as: next as ValueKind, value: startValue(operator, next as ValueKind) })
          }
          className="w-32"
        />
      )}
      {operator.value === "two" ? (
        <>
          {one(pair[0], (next) => set([next, pair[1]]), `${name}: from`)}
          <span className="text-muted">and</span>
          {one(pair[1], (next) => set([pair[0], next]), `${name}: to`)}
        </>
      ) : (
        one(value, set, label)
      )}
    </>
  );
}
