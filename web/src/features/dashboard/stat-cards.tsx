import { ArrowDownRight, ArrowUpRight, Minus } from "lucide-react";
import { useWorkspace } from "@/api/me";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Count, Money } from "@/ui/figures";
import { LiveNumber } from "@/ui/live-number";
import { SimulatedBadge } from "@/ui/simulated-badge";
import { StackedBar } from "@/ui/stacked-bar";
import { messageStates } from "@/ui/state-badge";
import { compare } from "./revenue";
import { StatCard } from "./stat-card";

export function CustomersCard({ dashboard }: { dashboard: Api<"Dashboard"> }) {
  return (
    <StatCard
      label="Customers"
      to={paths.customers}
      leadsTo="See all customers"
      value={<LiveNumber value={dashboard.customers} />}
    >
      <p title="Cancelled orders do not count">
        <Count compact value={dashboard.orders} />{" "}
        {dashboard.orders === 1 ? "order that counts" : "orders that count"}
      </p>
      <p title="Net amount of all orders that count">
        <Money compact value={dashboard.revenue} /> revenue in all
      </p>
    </StatCard>
  );
}

const arrows = { up: ArrowUpRight, down: ArrowDownRight, level: Minus };

export function RevenueCard({ dashboard }: { dashboard: Api<"Dashboard"> }) {
  const now = dashboard.revenue30Days;
  const before = dashboard.revenuePrevious30Days;
  const { direction, text } = compare(now, before);
  const Arrow = arrows[direction];
  return (
    <StatCard
      label="Revenue, last 30 days"
      to={paths.customersBy("totalSpend")}
      leadsTo="See customers by lifetime value"
      value={<Money compact value={now} />}
    >
      {(now !== 0 || before !== 0) && <PeriodBars now={now} before={before} />}
      <p className="flex items-start gap-1">
        <Arrow aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          {text}
          {before !== 0 && (
            <>
              {" "}
              (<Money compact value={before} />)
            </>
          )}
        </span>
      </p>
    </StatCard>
  );
}

/** This period filled, the one before in outline, on one scale from zero. */
function PeriodBars({ now, before }: { now: number; before: number }) {
  const most = Math.max(now, before, 1);
  const width = (value: number) => `${(Math.max(0, value) / most) * 100}%`;
  return (
    <div aria-hidden className="flex flex-col gap-1">
      <div className="h-2 min-w-0.5 rounded-sm bg-chart-bar" style={{ width: width(now) }} />
      <div className="h-2 min-w-0.5 rounded-sm border border-chart-before" style={{ width: width(before) }} />
    </div>
  );
}

export function MessagesCard({ messages }: { messages: Api<"Dashboard">["messages"] }) {
  const format = useFormat();
  const { channels } = useWorkspace();
  const simulated = channels.length > 0 && channels.every((channel) => channel.simulated);
  const { sent, failed } = messages;
  const look = messageStates.failed;
  const Icon = look.icon;
  return (
    <StatCard
      label="Messages sent"
      to={paths.campaigns}
      leadsTo="See all campaigns"
      badge={simulated && sent + failed > 0 && <SimulatedBadge />}
      value={<LiveNumber value={sent} announce="messages sent" />}
    >
      {sent + failed > 0 && (
        <StackedBar stats={{ sent, failed, pending: 0, submitted: 0, skipped: 0, uncertain: 0 }} />
      )}
      <p className="flex items-center gap-1">
        {failed > 0 && <Icon aria-hidden className={cn("size-4 shrink-0", look.mark)} />}
        {failed === 0 ? (
          sent === 0 ? (
            "None yet"
          ) : (
            "None failed"
          )
        ) : (
          <span>
            <LiveNumber value={failed} /> failed, {format.percent(failed, sent + failed)} of those answered
          </span>
        )}
      </p>
    </StatCard>
  );
}
