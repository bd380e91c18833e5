import type { Format } from "@/lib/format";

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** An attribute as people read it: numbers grouped, yes and no, times in the workspace's zone, text as it is. */
export function attributeText(value: number | string | boolean, format: Format): string {
  if (typeof value === "number") return format.number(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (instant.test(value) && !Number.isNaN(Date.parse(value))) return format.dateTime(value);
  return value;
}
