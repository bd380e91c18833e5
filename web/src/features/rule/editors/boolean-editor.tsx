import { Segmented } from "@/ui/segmented";

const options = [
  { value: "true", label: "true" },
  { value: "false", label: "false" },
] as const;

export function BooleanEditor({
  label,
  value,
  onChange,
}: {
  label: string;
  value: unknown;
  onChange(value: boolean): void;
}) {
  return (
    <Segmented
      label={label}
      value={value === false ? "false" : "true"}
      options={options}
      onChange={(next) => onChange(next === "true")}
    />
  );
}
