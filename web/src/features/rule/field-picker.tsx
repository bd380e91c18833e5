import { useMemo } from "react";
import { Combobox } from "@/ui/combobox";
import type { OptionGroup } from "@/ui/option-list";
import { withField } from "./condition";
import { choiceOf, pastChoices, withPast } from "./past";
import { useRuleTools } from "./rule-context";
import type { ConditionNode } from "./rule-tree";
import type { Field, Words } from "./vocabulary";

const groupLabels: Record<Field["kind"], string> = {
  number: "Amounts and counts",
  date: "Dates",
  text: "About the customer",
  boolean: "About the customer",
  set: "About the customer",
  attribute: "Attributes",
};
const ordersLabel = "Orders in a time, or of an item";
const othersLabel = "Campaigns and segments";

/** What is found under other names, too. */
const keywords: Record<string, string> = {
  orders: "bought purchased ordered product item sku within last days",
  campaign: "message received mail",
  segment: "saved audience member",
};

/** Everything one can ask about, grouped as the picker shows it. */
export function fieldGroups(words: Words): OptionGroup[] {
  const groups = new Map<string, { value: string; label: string; keywords: string }[]>();
  const add = (label: string, option: { value: string; label: string; keywords: string }) =>
    groups.set(label, [...(groups.get(label) ?? []), option]);
  const attributes = words.fields.filter((field) => field.kind === "attribute");
  for (const field of words.fields.filter((each) => each.kind !== "attribute")) {
    add(groupLabels[field.kind], { value: field.name, label: field.label, keywords: field.name });
  }
  for (const { key, past, label } of pastChoices(words)) {
    add(past.where.length > 0 ? ordersLabel : othersLabel, {
      value: key,
      label,
      keywords: `${key} ${keywords[past.name] ?? ""}`,
    });
  }
  for (const field of attributes) {
    add(groupLabels.attribute, { value: field.name, label: field.label, keywords: field.name });
  }
  return [...groups].map(([label, options]) => ({ label, options }));
}

/** What a condition asks about: searchable, grouped, and open by itself for a new condition. */
export function FieldPicker({
  condition,
  onChange,
  onChosen,
}: {
  condition: ConditionNode;
  onChange(change: Partial<ConditionNode>): void;
  onChosen(): void;
}) {
  const { words, fresh } = useRuleTools();
  const groups = useMemo(() => fieldGroups(words), [words]);
  const past = useMemo(() => pastChoices(words), [words]);
  const key = choiceOf(condition);
  const label = past.find((choice) => choice.key === key)?.label ?? words.field(condition.metric)?.label;
  return (
    <Combobox
      label="Field"
      placeholder="Choose a field"
      value={key}
      display={label}
      groups={groups}
      defaultOpen={fresh === condition.id}
      onChange={(next) => {
        const choice = past.find((each) => each.key === next);
        const field = words.field(next);
        if (choice) onChange(withPast(condition, choice, words));
        else if (field) onChange(withField(condition, field, words));
      }}
      onChosen={onChosen}
      className="w-44 max-sm:w-full"
    />
  );
}
