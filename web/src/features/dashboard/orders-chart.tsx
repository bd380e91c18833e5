import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { type Day, dayText, fullestDay, hairlines, labelledDays } from "./days";

interface BarShape {
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  payload?: Day;
}

const tick = { fontSize: 12, fill: "var(--faint)" };

/** Orders a day as bars; today, which is not over, is hatched. */
export function OrdersChart({ days }: { days: readonly Day[] }) {
  const format = useFormat();
  const lines = hairlines(Math.max(...days.map((day) => day.orders)));
  const today = days.at(-1)?.date;
  const fullest = fullestDay(days)?.date;
  const total = days.reduce((sum, day) => sum + day.orders, 0);

  const bar = ({ x = 0, y = 0, width = 0, height = 0, payload }: BarShape) => {
    const partial = payload?.date === today;
    return (
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={Math.min(2, height / 2)}
        fill={partial ? "url(#orders-today)" : "var(--chart-bar)"}
        stroke={partial && height > 0 ? "var(--chart-bar)" : "none"}
      />
    );
  };
  return (
    <div
      role="img"
      aria-label={`Bars: ${plural(total, format.number(total), "order")} in ${days.length} days. The same numbers are in the table.`}
    >
      <ResponsiveContainer width="100%" height={208}>
        <BarChart
          data={[...days]}
          margin={{ top: 20, right: 12, bottom: 0, left: 0 }}
          barCategoryGap="24%"
          accessibilityLayer={false}
        >
          <defs>
            <pattern
              id="orders-today"
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="6" height="6" fill="var(--card)" />
              <line x1="1" y1="0" x2="1" y2="6" stroke="var(--chart-bar)" strokeWidth="2" />
            </pattern>
          </defs>
          <CartesianGrid vertical={false} stroke="var(--chart-line)" syncWithTicks />
          <XAxis
            dataKey="date"
            ticks={labelledDays(days)}
            interval={0}
            tickLine={false}
            axisLine={{ stroke: "var(--line-control)" }}
            tick={tick}
            tickFormatter={(date: string) => (date === today ? "Today" : dayText(date))}
          />
          <YAxis
            width="auto"
            domain={[0, lines[2]]}
            ticks={[...lines]}
            axisLine={false}
            tickLine={false}
            tick={tick}
            tickFormatter={(value: number) => format.compact(value)}
          />
          <Tooltip
            cursor={{ fill: "var(--hover)" }}
            isAnimationActive={false}
            content={({ payload }) => {
              const day = payload?.[0]?.payload as Day | undefined;
              return day ? <DayTip day={day} partial={day.date === today} /> : null;
            }}
          />
          <Bar
            dataKey="orders"
            shape={bar}
            isAnimationActive={false}
            minPointSize={(value) => (Number(value) > 0 ? 2 : 0)}
          >
            <LabelList
              dataKey="date"
              content={({ x, y, width, index }) => {
                const day = days[index ?? -1];
                if (!day || day.orders === 0 || (day.date !== fullest && day.date !== today)) return null;
                // Beside higher bars only a short number fits; the line above the chart says it, too.
                if (day.date === today && day.orders > 999) return null;
                return (
                  <text
                    x={Number(x) + Number(width) / 2}
                    y={Number(y) - 6}
                    textAnchor="middle"
                    className="tabular fill-ink stroke-4 stroke-card font-medium text-xs [paint-order:stroke]"
                  >
                    {format.compact(day.orders)}
                  </text>
                );
              }}
            />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}

function DayTip({ day, partial }: { day: Day; partial: boolean }) {
  const format = useFormat();
  return (
    <div className="rounded-md border border-line bg-overlay px-2.5 py-1.5 text-sm shadow-float">
      <p className="text-muted">
        {dayText(day.date, "long")}
        {partial && ", so far"}
      </p>
      <p className="tabular font-medium">{plural(day.orders, format.number(day.orders), "order")}</p>
      <p className="tabular">{format.money(day.revenue)}</p>
    </div>
  );
}
