import type { Api } from "@/api/types";
import type { Format } from "@/lib/format";
import type { ConditionNode } from "./rule-tree";
import type { Field } from "./vocabulary";
import { numberText } from "./wording";

export type Distribution = Api<"Distribution">;

/** One bar: customers whose value lies in a stretch, or is this one. */
export interface DistributionBar {
  key: string;
  label: string;
  count: number;
  /** The condition asks for values in here. */
  chosen: boolean;
  /** It goes on without end: not as wide as it looks. */
  open?: boolean;
}

/** An end of a bucket; null where it goes on without end. */
type Bound = number | string | null;
type Asked = { operator: string; value: unknown };

const comparable = (value: unknown): number | null => {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
};

const dayMs = 86_400_000;
const spanMs = (value: unknown): number | null => {
  const span = value as { days?: number; hours?: number } | null;
  if (typeof span?.days === "number") return span.days * dayMs;
  return typeof span?.hours === "number" ? span.hours * 3_600_000 : null;
};

/** The stretch of values a condition asks for; null where it asks for none in particular. `now` in ms. */
export function askedStretch({ operator, value }: Asked, now: number): [number, number] | null {
  const one = comparable(value);
  const least = Number.NEGATIVE_INFINITY;
  const most = Number.POSITIVE_INFINITY;
  if (operator === "between" && Array.isArray(value)) {
    const [low, high] = [comparable(value[0]), comparable(value[1])];
    return low === null || high === null ? null : [low, high];
  }
  const span = spanMs(value);
  if (operator === "withinLast") return span === null ? null : [now - span, now];
  if (operator === "olderThan") return span === null ? null : [least, now - span];
  if (one === null) return null;
  if (operator === ">" || operator === ">=") return [one, most];
  if (operator === "<" || operator === "<=") return [least, one];
  return operator === "==" ? [one, one] : null;
}

/** True if more than the edge of a bucket lies in the stretch. */
function inStretch(from: Bound, to: Bound, stretch: [number, number] | null): boolean {
  const low = from === null ? Number.NEGATIVE_INFINITY : comparable(from);
  const high = to === null ? Number.POSITIVE_INFINITY : comparable(to);
  if (!stretch || low === null || high === null) return false;
  const [least, most] = stretch;
  if (least === most || low === high) return low <= most && (least < high || (low === high && least <= high));
  return low < most && high > least;
}

/** A bucket in words: `€0 to €100`, or `€1,000 and more` of one without an end. */
function stretchLabel(from: Bound, to: Bound, bound: (value: unknown) => string, kind: string): string {
  const [before, after] = kind === "date" ? ["before ", " and later"] : ["below ", " and more"];
  if (from === null) return `${before}${bound(to)}`;
  if (to === null) return `${bound(from)}${after}`;
  return from === to ? bound(from) : `${bound(from)} to ${bound(to)}`;
}

const folded = (value: unknown) => String(value).toLowerCase();

function asksFor(each: string, { operator, value }: Asked): boolean {
  const values = (Array.isArray(value) ? value : [value]).filter((one) => one != null).map(folded);
  const text = folded(each);
  switch (operator) {
    case "==":
    case "in":
    case "has":
    case "hasAny":
    case "hasAll":
      return values.includes(text);
    case "contains":
      return values.some((one) => one !== "" && text.includes(one));
    case "startsWith":
      return values.some((one) => one !== "" && text.startsWith(one));
    case "endsWith":
      return values.some((one) => one !== "" && text.endsWith(one));
    default:
      return false;
  }
}

/** The distribution as bars, those the condition asks for marked. */
export function barsOf(
  distribution: Distribution,
  field: Field,
  condition: ConditionNode,
  format: Format,
  now: number,
): DistributionBar[] {
  const asked = { operator: condition.operator ?? "", value: condition.value };
  if (distribution.buckets) {
    const stretch = askedStretch(asked, now);
    const bound = (value: unknown): string =>
      typeof value === "number" ? numberText(value, field, format) : format.date(String(value));
    return distribution.buckets.map((bucket) => {
      const [from, to] = [bucket.from as Bound, bucket.to as Bound];
      return {
        key: String(from),
        label: stretchLabel(from, to, bound, distribution.kind),
        count: bucket.count,
        chosen: inStretch(from, to, stretch),
        open: from === null || to === null,
      };
    });
  }
  return (distribution.values ?? []).map(({ value, count }) => ({
    key: value,
    label: value,
    count,
    chosen: asksFor(value, asked),
  }));
}
