import { ChartColumn, Table2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Card } from "@/ui/card";
import { type Column, DataTable } from "@/ui/data-table";
import { Count, Money } from "@/ui/figures";
import { Segmented } from "@/ui/segmented";
import { Skeleton } from "@/ui/skeleton";
import { type Day, dayText } from "./days";

const OrdersChart = lazy(() => import("./orders-chart").then((file) => ({ default: file.OrdersChart })));

type View = "chart" | "table";

const columns: Column<Day>[] = [
  { id: "date", header: "Day", cell: (day) => dayText(day.date, "long") },
  { id: "orders", header: "Orders", align: "right", cell: (day) => <Count value={day.orders} /> },
  { id: "revenue", header: "Revenue", align: "right", cell: (day) => <Money value={day.revenue} /> },
];

/** Orders a day: bars, and behind them the same numbers as a table. */
export function OrdersCard({ days, allOrders }: { days: readonly Day[]; allOrders: number }) {
  const format = useFormat();
  const [view, setView] = useState<View>("chart");
  const total = days.reduce((sum, day) => sum + day.orders, 0);
  const today = days.at(-1)?.orders ?? 0;
  return (
    <Card
      className="flex flex-col"
      title={
        <Link to={paths.customersBy("lastPurchased")} className="hover:underline hover:underline-offset-4">
          Orders a day
        </Link>
      }
      purpose={
        total === 0
          ? `None in the last ${days.length} days; ${plural(allOrders, format.number(allOrders), "order")} before.`
          : `${plural(total, format.number(total), "order")} in the last ${days.length} days, ${today === 0 ? "none" : format.number(today)} of them today so far.`
      }
      action={
        <Segmented<View>
          size="sm"
          label="Show as"
          value={view}
          onChange={setView}
          options={[
            { value: "chart", label: <Icon of={ChartColumn} label="Bars" /> },
            { value: "table", label: <Icon of={Table2} label="Table" /> },
          ]}
        />
      }
    >
      {view === "table" ? (
        <DataTable
          dense
          label="Orders a day"
          columns={columns}
          rows={[...days].reverse()}
          rowKey={(day) => day.date}
          className="h-52"
        />
      ) : (
        <Suspense fallback={<Skeleton className="h-52" />}>
          <OrdersChart days={days} />
        </Suspense>
      )}
    </Card>
  );
}

function Icon({ of: Shape, label }: { of: typeof Table2; label: string }) {
  return (
    <>
      <Shape aria-hidden />
      {label}
    </>
  );
}
