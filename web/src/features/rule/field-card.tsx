import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChartColumn, Table2 } from "lucide-react";
import { useMemo, useState } from "react";
import { api } from "@/api/client";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { type Column, DataTable } from "@/ui/data-table";
import { Count } from "@/ui/figures";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/skeleton";
import { barsOf, type Distribution, type DistributionBar } from "./distribution";
import type { ConditionNode } from "./rule-tree";
import { distributionPath } from "./use-preview";
import type { Field, Words } from "./vocabulary";

type View = "chart" | "table";

const columns: Column<DistributionBar>[] = [
  {
    id: "value",
    header: "Value",
    cell: (bar) => (
      <bdi className={cn("block truncate", bar.chosen && "font-medium")} title={bar.label}>
        {bar.label}
      </bdi>
    ),
  },
  { id: "count", header: "Customers", align: "right", cell: (bar) => <Count value={bar.count} /> },
];

export interface FieldCardProps {
  condition: ConditionNode;
  words: Words;
  /** Customers in all. */
  total: number;
}

/** How the values of the field being edited are spread over all customers, those asked for in colour. */
export function FieldCard({ condition, words, total }: FieldCardProps) {
  const field = words.field(condition.metric);
  if (!field) return null;
  return <Spread field={field} condition={condition} total={total} />;
}

function Spread({ field, condition, total }: Pick<FieldCardProps, "condition" | "total"> & { field: Field }) {
  const format = useFormat();
  const [view, setView] = useState<View>("chart");
  const { data, isError, isPlaceholderData } = useQuery(
    api.queryOptions(
      "get",
      distributionPath,
      { params: { query: { field: field.name } } },
      { staleTime: 60_000, placeholderData: keepPreviousData },
    ),
  );
  const spread = isPlaceholderData ? undefined : data;
  const bars = useMemo(
    () => (spread ? barsOf(spread, field, condition, format, Date.now()) : []),
    [spread, field, condition, format],
  );
  // Names and addresses are not told one by one.
  if (isError || spread?.values?.length === 0) return null;
  return (
    <section aria-label={`How “${field.label}” is spread`} className="border-line border-t pt-3">
      <div className="mb-3 flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-medium">{field.label}</h3>
          <p className="text-muted text-sm">
            {spread ? missingText(spread, total, format.number) : "All customers"}
          </p>
        </div>
        <Segmented<View>
          size="sm"
          label="Show as"
          value={view}
          onChange={setView}
          options={[
            { value: "chart", label: <Shape of={ChartColumn} label="Bars" /> },
            { value: "table", label: <Shape of={Table2} label="Table" /> },
          ]}
        />
      </div>
      {!spread ? (
        <Skeleton className="h-24" />
      ) : bars.length === 0 ? (
        <p className="text-muted text-sm">No customer has a value.</p>
      ) : view === "table" ? (
        <DataTable
          dense
          label={`Values of ${field.label}`}
          columns={columns}
          rows={bars}
          rowKey={(bar) => bar.key}
          className="max-h-52"
        />
      ) : spread.buckets ? (
        <Histogram label={field.label} bars={bars} />
      ) : (
        <Ranking label={field.label} bars={bars} />
      )}
    </section>
  );
}

function Shape({ of: Icon, label }: { of: typeof Table2; label: string }) {
  return (
    <>
      <Icon aria-hidden />
      <span className="sr-only">{label}</span>
    </>
  );
}

function missingText({ missing }: Distribution, total: number, number: (value: number) => string): string {
  if (missing === 0) return `All ${plural(total, number(total), "customer")}`;
  return `${plural(Math.max(0, total - missing), number(Math.max(0, total - missing)), "customer")} with a value, ${number(missing)} without`;
}

/** Bars from a zero baseline; what is not zero is at least 2 px high. */
function Histogram({ label, bars }: { label: string; bars: readonly DistributionBar[] }) {
  const format = useFormat();
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <div
      role="img"
      aria-label={`Bars: how the values of ${label} are spread. The same numbers are in the table.`}
    >
      <div className="flex h-24 items-end gap-px border-line-control border-b">
        {bars.map((bar) => (
          <div
            key={bar.key}
            title={`${bar.label}: ${plural(bar.count, format.number(bar.count), "customer")}`}
            className="flex h-full min-w-0 flex-1 items-end"
          >
            <div
              className={cn(
                "w-full rounded-t-sm",
                bar.chosen ? "bg-accent" : "bg-chart-bar",
                bar.open && "opacity-60",
              )}
              style={{ height: bar.count === 0 ? 0 : `max(2px, ${(bar.count / most) * 100}%)` }}
            />
          </div>
        ))}
      </div>
      <div className="tabular mt-1 flex justify-between gap-2 text-faint text-xs">
        <span className="first-letter:uppercase">{bars[0]?.label.split(" to ")[0]}</span>
        <span>{bars.at(-1)?.label.split(" to ").at(-1)}</span>
      </div>
    </div>
  );
}

const ranked = 8;

/** The most frequent values, one bar each. */
function Ranking({ label, bars }: { label: string; bars: readonly DistributionBar[] }) {
  const format = useFormat();
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const shown = bars.filter((bar, index) => index < ranked || bar.chosen).slice(0, ranked * 2);
  const hidden = bars.length - shown.length;
  return (
    <div>
      <ul aria-label={`Most frequent values of ${label}`} className="flex flex-col gap-1">
        {shown.map((bar) => (
          <li key={bar.key} className="relative flex h-6 items-center justify-between gap-3 px-1.5 text-sm">
            <div
              aria-hidden
              className={cn(
                "absolute inset-y-0 left-0 min-w-0.5 rounded-sm",
                bar.chosen ? "bg-accent-soft outline outline-accent" : "bg-raised",
              )}
              style={{ width: `${(bar.count / most) * 100}%` }}
            />
            <bdi className={cn("relative min-w-0 truncate", bar.chosen && "font-medium")} title={bar.label}>
              {bar.label}
            </bdi>
            <span className="tabular relative shrink-0 text-muted">{format.compact(bar.count)}</span>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <p className="mt-1 px-1.5 text-faint text-xs">{format.number(hidden)} more in the table</p>
      )}
    </div>
  );
}
