import { Copy, Ellipsis, FolderPlus, Trash2 } from "lucide-react";
import { useMemo, useRef } from "react";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/format-context";
import { modKey } from "@/lib/mod-key";
import { Combobox } from "@/ui/combobox";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/ui/dropdown-menu";
import { IconButton } from "@/ui/icon-button";
import type { OptionGroup } from "@/ui/option-list";
import { Select } from "@/ui/select";
import { ConditionCount } from "./condition-count";
import { ValueEditor } from "./editors/value-editor";
import { useRuleTools } from "./rule-context";
import { type ConditionNode, depthOf, heightOf, parentOf } from "./rule-tree";
import { conditionName } from "./sentence";
import { type Field, isFinished, isForeign, type Words, withField, withOperator } from "./vocabulary";
import { operatorLabel } from "./wording";

const groupLabels: Record<Field["kind"], string> = {
  number: "Amounts and counts",
  date: "Dates",
  text: "About the customer",
  boolean: "About the customer",
  set: "About the customer",
  attribute: "Attributes",
};

/** The fields of the vocabulary, grouped as the picker shows them. */
export function fieldGroups(words: Words): OptionGroup[] {
  const groups = new Map<string, { value: string; label: string; keywords: string }[]>();
  for (const field of words.fields) {
    const label = groupLabels[field.kind];
    const group = groups.get(label) ?? [];
    group.push({ value: field.name, label: field.label, keywords: field.name });
    groups.set(label, group);
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

/** One condition, a row that reads as a sentence: field, operator, value. */
export function ConditionRow({ condition }: { condition: ConditionNode }) {
  const { dispatch, words, currencySign, problems, fresh, state, full, counts } = useRuleTools();
  const format = useFormat();
  const row = useRef<HTMLFieldSetElement>(null);
  const groups = useMemo(() => fieldGroups(words), [words]);
  const problem = problems.get(condition.id);
  const finished = isFinished(condition, words);
  const field = words.field(condition.metric);
  const operator = words.operator(condition.operator);
  const foreign = isForeign(condition, words);
  const parent = parentOf(state.root, condition.id);
  const canWrap =
    parent !== undefined && depthOf(state.root, parent.id) + heightOf(condition) < words.limits.depth;

  const change = (next: Partial<ConditionNode>) =>
    dispatch({ type: "change", id: condition.id, change: next, at: Date.now() });

  return (
    <fieldset
      ref={row}
      data-condition={condition.id}
      aria-label={conditionName(condition, words, format)}
      aria-describedby={problem ? `${condition.id}-problem` : undefined}
      className={cn(
        "min-w-0 rounded-lg border p-1",
        problem ? "border-danger" : finished ? "border-transparent" : "border-line-control border-dashed",
      )}
    >
      <div className="flex items-start gap-1.5">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
          {foreign ? (
            <code
              className="min-w-0 flex-1 truncate px-2 font-mono text-sm"
              title="Made through the API; kept as it is"
            >
              {JSON.stringify({
                metric: condition.metric,
                operator: condition.operator,
                value: condition.value,
              })}
            </code>
          ) : (
            <>
              <Combobox
                label="Field"
                placeholder="Choose a field"
                value={condition.metric ?? undefined}
                display={field?.label}
                groups={groups}
                defaultOpen={fresh === condition.id}
                onChange={(metric) => {
                  const next = words.field(metric);
                  if (next) change(withField(condition, next, words));
                }}
                onChosen={() => focusValue(row.current)}
                className="w-40 max-sm:w-full"
              />
              {field && operator && (
                <Select
                  aria-label={`${field.label}: operator`}
                  value={operator.name}
                  options={words.operatorsOf(field).map((each) => ({
                    value: each.name,
                    label: operatorLabel(each, words.kindsOf(field, each)[0]),
                  }))}
                  onChange={(name) => {
                    const next = words.operator(name);
                    if (next) change(withOperator(condition, next, words));
                  }}
                  className="w-auto min-w-24 max-sm:w-full"
                />
              )}
              {field && operator && operator.value !== "none" && (
                <div
                  data-part="value"
                  className={cn(
                    "flex min-w-0 flex-wrap items-center gap-1.5 max-sm:w-full max-sm:[&>:not(span)]:grow",
                    operator.value === "list" && "flex-1 basis-44",
                  )}
                >
                  <ValueEditor
                    condition={condition}
                    field={field}
                    operator={operator}
                    words={words}
                    currencySign={currencySign}
                    invalid={problem !== undefined}
                    onChange={change}
                  />
                </div>
              )}
            </>
          )}
        </div>
        <div className="flex h-8 shrink-0 items-center gap-1 touch:h-11">
          {counts && finished && !problem && <ConditionCount condition={condition} />}
          <Menu>
            <MenuTrigger asChild>
              <IconButton label="More for this condition" icon={Ellipsis} />
            </MenuTrigger>
            <MenuContent>
              <MenuItem
                icon={Copy}
                disabled={full}
                onSelect={() => dispatch({ type: "duplicate", id: condition.id })}
              >
                Duplicate
              </MenuItem>
              <MenuItem
                icon={FolderPlus}
                disabled={!canWrap}
                hint={`${modKey} ⇧ G`}
                onSelect={() => dispatch({ type: "wrap", id: condition.id })}
              >
                Put into a group
              </MenuItem>
              <MenuSeparator />
              <MenuItem
                icon={Trash2}
                tone="danger"
                onSelect={() => dispatch({ type: "remove", id: condition.id })}
              >
                Remove
              </MenuItem>
            </MenuContent>
          </Menu>
        </div>
      </div>
      {problem && (
        <p id={`${condition.id}-problem`} className="px-2 pt-1 pb-0.5 text-danger-text text-sm">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

/** After the field, the value: the operator is a good guess already. */
function focusValue(row: Element | null): void {
  row?.querySelector<HTMLElement>("[data-part='value'] input, [data-part='value'] button")?.focus();
}
