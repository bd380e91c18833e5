import { Select } from "@/ui/select";
import type { ConditionNode, ValueKind } from "../rule-tree";
import { type Field, kindOf, type Operator, startValue, type Words } from "../vocabulary";
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
  condition: ConditionNode;
  field: Field;
  operator: Operator;
  words: Words;
  /** The sign of the workspace's currency. */
  currencySign: string;
  invalid: boolean;
  onChange(change: Partial<ConditionNode>): void;
}

/** What stands after the operator: made for the kind of the field and the shape the operator wants. */
export function ValueEditor({
  condition,
  field,
  operator,
  words,
  currencySign,
  invalid,
  onChange,
}: ValueEditorProps) {
  const { value } = condition;
  const kinds = words.kindsOf(field, operator);
  const kind = kindOf(condition, words);
  const label = `${field.label}: value`;
  const set = (next: unknown) => onChange({ value: next });

  if (operator.value === "none") return null;
  if (operator.value === "duration") {
    return <DurationEditor label={label} value={value} onChange={set} invalid={invalid} />;
  }
  if (operator.value === "list") {
    return (
      <ListEditor
        label={`${field.label}: values`}
        value={value}
        onChange={set}
        values={field.values ?? []}
        maxLength={words.limits.textLength}
        most={words.limits.listValues}
        invalid={invalid}
      />
    );
  }

  const one = (each: unknown, change: (next: unknown) => void, name: string) => {
    switch (kind) {
      case "number":
        return (
          <NumberEditor
            label={name}
            value={each}
            onChange={change}
            prefix={field.unit === "money" ? currencySign : undefined}
            invalid={invalid}
          />
        );
      case "date":
        return <DateEditor label={name} value={each} onChange={change} invalid={invalid} />;
      case "boolean":
        return <BooleanEditor label={name} value={each} onChange={change} />;
      default:
        return (
          <TextEditor
            label={name}
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
          aria-label={`${field.label}: kind of value`}
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
          {one(pair[0], (next) => set([next, pair[1]]), `${field.label}: from`)}
          <span className="text-muted">and</span>
          {one(pair[1], (next) => set([pair[0], next]), `${field.label}: to`)}
        </>
      ) : (
        one(value, set, label)
      )}
    </>
  );
}
