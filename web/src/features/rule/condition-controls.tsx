import { cn } from "@/lib/cn";
import { Select } from "@/ui/select";
import { withOperator } from "./condition";
import { FiltersEditor } from "./editors/filter-editor";
import { KnownEditor } from "./editors/known-editor";
import { ValueEditor } from "./editors/value-editor";
import { WithinEditor } from "./editors/within-editor";
import { pastChoices } from "./past";
import { useRuleTools } from "./rule-context";
import type { ConditionNode } from "./rule-tree";
import type { Field, Operator, Past } from "./vocabulary";
import { operatorLabel } from "./wording";

export interface ConditionControlsProps {
  condition: ConditionNode;
  invalid: boolean;
  onChange(change: Partial<ConditionNode>): void;
}

/** What stands after the field: operator, value, and for the past when and which. */
export function ConditionControls({ condition, invalid, onChange }: ConditionControlsProps) {
  const { words } = useRuleTools();
  const field = words.fieldOf(condition);
  const past = words.past(condition.metric);
  const operator = words.operator(condition.operator);
  if (field && operator) {
    return (
      <>
        <NumberOrField {...{ condition, field, operator, invalid, onChange }} />
        {past && <When {...{ condition, past, name: field.label, invalid, onChange }} />}
      </>
    );
  }
  if (past) return <Known {...{ condition, past, invalid, onChange }} />;
  return null;
}

type PartProps<Extra> = ConditionControlsProps & Extra;

function NumberOrField({
  condition,
  field,
  operator,
  invalid,
  onChange,
}: PartProps<{ field: Field; operator: Operator }>) {
  const { words, currencySign } = useRuleTools();
  return (
    <>
      <Select
        aria-label={`${field.label}: operator`}
        value={operator.name}
        options={words.operatorsOf(field).map((each) => ({
          value: each.name,
          label: operatorLabel(each, words.kindsOf(field, each)[0]),
        }))}
        onChange={(name) => {
          const next = words.operator(name);
          if (next) onChange(withOperator(condition, next, words));
        }}
        className="w-auto min-w-24 max-sm:w-full"
      />
      {operator.value !== "none" && (
        <div
          data-part="value"
          className={cn(
            "flex min-w-0 flex-wrap items-center gap-1.5 max-sm:w-full max-sm:[&>:not(span)]:grow",
            operator.value === "list" && "flex-1 basis-44",
          )}
        >
          <ValueEditor
            value={condition.value}
            as={condition.as}
            field={field}
            operator={operator}
            words={words}
            currencySign={currencySign}
            invalid={invalid}
            onChange={onChange}
          />
        </div>
      )}
    </>
  );
}

/** When it was, and for orders: which of them. */
function When({ condition, past, name, invalid, onChange }: PartProps<{ past: Past; name: string }>) {
  const { words, currencySign, full } = useRuleTools();
  return (
    <>
      {past.within && (
        <WithinEditor
          name={name}
          value={condition.within}
          invalid={invalid}
          onChange={(within) => onChange({ within })}
        />
      )}
      {past.where.length > 0 && (
        <FiltersEditor
          filters={condition.where ?? []}
          words={words}
          currencySign={currencySign}
          invalid={invalid}
          full={full}
          onChange={(where) => onChange({ where })}
        />
      )}
    </>
  );
}

/** A campaign or a saved segment. */
function Known({ condition, past, invalid, onChange }: PartProps<{ past: Past }>) {
  const { words } = useRuleTools();
  const kind = past.measures.length > 0 ? "campaign" : "segment";
  const name =
    pastChoices(words).find((each) => each.past === past && each.measure?.name === condition.measure)
      ?.label ?? past.label;
  return (
    <>
      <Select
        aria-label={`${name}: operator`}
        value={condition.operator ?? undefined}
        options={past.operators.map((each) => ({ value: each.name, label: each.label }))}
        onChange={(operator) => onChange({ operator })}
        className="w-auto min-w-20 max-sm:w-full"
      />
      <div data-part="value" className="flex min-w-0 max-sm:w-full">
        <KnownEditor
          kind={kind}
          label={`${name}: value`}
          value={condition.value}
          known={kind === "campaign" ? words.campaigns : words.segments}
          any={past.any}
          invalid={invalid}
          onChange={(value) => onChange({ value })}
        />
      </div>
      <When {...{ condition, past, name, invalid, onChange }} />
    </>
  );
}
