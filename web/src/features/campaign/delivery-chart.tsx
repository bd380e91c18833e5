import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import type { Delivery } from "./timeline";

const tick = { fontSize: 12, fill: "var(--faint)" };

/** Deliveries over time as bars: sent below, failed on top. */
export function DeliveryChart({ bars, label }: { bars: readonly Delivery[]; label: string }) {
  const format = useFormat();
  const sent = bars.reduce((sum, bar) => sum + bar.sent, 0);
  const failed = bars.reduce((sum, bar) => sum + bar.failed, 0);
  return (
    <div
      role="img"
      aria-label={`${label} as bars: ${format.number(sent)} sent and ${format.number(failed)} failed in all. The same numbers are in the table.`}
    >
      <ResponsiveContainer width="100%" height={200}>
        <BarChart
          data={[...bars]}
          margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
          barCategoryGap={bars.length > 40 ? "8%" : "20%"}
          maxBarSize={48}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--chart-line)" />
          <XAxis
            dataKey="from"
            tickLine={false}
            axisLine={{ stroke: "var(--line-control)" }}
            tick={tick}
            minTickGap={48}
            tickFormatter={(from: number) => format.time(from)}
          />
          <YAxis
            width="auto"
            tickCount={4}
            allowDecimals={false}
            axisLine={false}
            tickLine={false}
            tick={tick}
            tickFormatter={(value: number) => format.compact(value)}
          />
          <Tooltip
            cursor={{ fill: "var(--hover)" }}
            isAnimationActive={false}
            content={({ payload }) => {
              const bar = payload?.[0]?.payload as Delivery | undefined;
              if (!bar) return null;
              return (
                <div className="rounded-md border border-line bg-overlay px-2.5 py-1.5 text-sm shadow-float">
                  <p className="text-muted">{format.dateTime(bar.from)}</p>
                  <p className="tabular font-medium">
                    {plural(bar.sent, format.number(bar.sent), "sent", "sent")}
                  </p>
                  <p className="tabular">{format.number(bar.failed)} failed</p>
                </div>
              );
            }}
          />
          <Bar dataKey="sent" stackId="all" fill="var(--state-sent)" isAnimationActive={false} />
          <Bar dataKey="failed" stackId="all" fill="var(--state-failed)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
