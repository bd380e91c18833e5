import { Plus, X } from "lucide-react";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { Select } from "@/ui/select";
import { newFilter } from "../past";
import type { FilterNode } from "../rule-tree";
import { kindOfValue, reshaped, startValue } from "../value";
import type { Field, Words } from "../vocabulary";
import { operatorLabel } from "../wording";
import { ValueEditor } from "./value-editor";

export interface FiltersEditorProps {
  filters: readonly FilterNode[];
  words: Words;
  currencySign: string;
  invalid: boolean;
  /** No further condition fits into the rule. */
  full: boolean;
  onChange(filters: readonly FilterNode[]): void;
}

/** Which orders are looked at: of an item, above an amount, in a status. All of it must hold of the same order. */
export function FiltersEditor({ filters, words, full, onChange, ...rest }: FiltersEditorProps) {
  const change = (id: string, next: Partial<FilterNode>) =>
    onChange(filters.map((each) => (each.id === id ? { ...each, ...next } : each)));
  const add = () => {
    const unused = words.filters.find((field) => !filters.some((each) => each.metric === field.name));
    const filter = newFilter(words, unused?.name);
    if (filter) onChange([...filters, filter]);
  };
  return (
    <>
      {filters.map((filter, index) => (
        <div
          key={filter.id}
          role="group"
          aria-label={`Which orders, ${index + 1}`}
          className="flex min-w-0 flex-wrap items-center gap-1.5 max-sm:w-full"
        >
          <span className="w-11 text-right text-muted max-sm:w-auto">{index === 0 ? "where" : "and"}</span>
          <FilterControls
            filter={filter}
            words={words}
            onChange={(next) => change(filter.id, next)}
            {...rest}
          />
          <IconButton
            label="Look at these orders no longer"
            icon={X}
            onClick={() => onChange(filters.filter((each) => each.id !== filter.id))}
          />
        </div>
      ))}
      <Button
        variant="ghost"
        size="sm"
        disabled={full}
        onClick={add}
        aria-label={filters.length === 0 ? "Of which orders" : "Narrow the orders down further"}
        className="text-muted"
      >
        <Plus aria-hidden />
        {filters.length === 0 ? "of which orders" : "and"}
      </Button>
    </>
  );
}

function FilterControls({
  filter,
  words,
  currencySign,
  invalid,
  onChange,
}: {
  filter: FilterNode;
  words: Words;
  currencySign: string;
  invalid: boolean;
  onChange(change: Partial<FilterNode>): void;
}) {
  const field = words.filters.find((each) => each.name === filter.metric);
  const operator = words.operator(filter.operator);
  if (!field || !operator) return null;
  const name = `Order's ${field.label.toLowerCase()}`;
  return (
    <>
      <Select
        aria-label="Which orders: by"
        value={field.name}
        options={words.filters.map((each) => ({ value: each.name, label: each.label }))}
        onChange={(next) => {
          const { id: _, ...fresh } = newFilter(words, next) ?? filter;
          onChange(fresh);
        }}
        className="w-auto min-w-24"
      />
      <Select
        aria-label={`${name}: operator`}
        value={operator.name}
        options={words.operatorsOf(field).map((each) => ({
          value: each.name,
          label: operatorLabel(each, field.kind === "number" ? "number" : "text"),
        }))}
        onChange={(next) => onChange(withFilterOperator(filter, field, next, words))}
        className="w-auto min-w-16"
      />
      <ValueEditor
        name={name}
        value={filter.value}
        field={field}
        operator={operator}
        words={words}
        currencySign={currencySign}
        invalid={invalid}
        onChange={({ value }) => onChange({ value })}
      />
    </>
  );
}

/** The condition about orders under another operator. */
function withFilterOperator(
  filter: FilterNode,
  field: Field,
  name: string,
  words: Words,
): Partial<FilterNode> {
  const before = words.operator(filter.operator);
  const after = words.operator(name);
  if (!before || !after) return { operator: name };
  const kind = kindOfValue(filter.value, undefined, words.kindsOf(field, after));
  const kept = reshaped(filter.value, before, after, true);
  return { operator: name, ...(kept ?? { value: startValue(after, kind) }) };
}
