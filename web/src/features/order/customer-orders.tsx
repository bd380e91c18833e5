import { api } from "@/api/client";
import { byCursor } from "@/api/pages";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/format-context";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { ErrorNote } from "@/ui/error-note";
import { Money, RelativeDate } from "@/ui/figures";
import { SkeletonLines } from "@/ui/skeleton";
import { itemsText } from "./order-items";
import { OrderStatus } from "./order-status";

const pageSize = 10;

/** The orders of one customer, newest first; more on demand. */
export function CustomerOrders({ customerId }: { customerId: string }) {
  const orders = api.useInfiniteQuery(
    "get",
    "/api/orders",
    { params: { query: { customerId, limit: pageSize } } },
    byCursor,
  );
  if (orders.data === undefined) {
    if (!orders.isError) return <SkeletonLines lines={4} />;
    return (
      <div className="flex flex-col items-start gap-2">
        <ErrorNote error={orders.error}>The orders could not be loaded.</ErrorNote>
        <Button size="sm" busy={orders.isFetching} onClick={() => void orders.refetch()}>
          Try again
        </Button>
      </div>
    );
  }
  const items = orders.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className="text-muted">No orders yet.</p>;
  return (
    <>
      <ul aria-label="Orders" className="flex flex-col divide-y divide-line">
        {items.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </ul>
      {orders.isFetchNextPageError && (
        <ErrorNote error={orders.error} className="mt-2">
          The orders above stay.
        </ErrorNote>
      )}
      {orders.hasNextPage && (
        <Button
          className="mt-2"
          size="sm"
          busy={orders.isFetchingNextPage}
          onClick={() => void orders.fetchNextPage()}
        >
          Show more orders
        </Button>
      )}
    </>
  );
}

function OrderRow({ order }: { order: Api<"Order"> }) {
  const format = useFormat();
  const cancelled = order.status === "Cancelled";
  const bought = itemsText(order.items);
  const id = order.externalId ?? order.id;
  return (
    <li className="group flex items-start justify-between gap-4 py-2.5">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3">
          <RelativeDate value={order.orderDate} className="font-medium" />
          <OrderStatus status={order.status} />
        </div>
        {bought && (
          <p dir="auto" className="break-words text-left text-muted text-sm">
            {bought}
          </p>
        )}
        <div className="flex items-center gap-1 text-faint text-xs">
          <span className="truncate font-mono">{id}</span>
          <CopyButton text={id} label="Copy order id" className="-my-1 size-6 touch:size-11 [&_svg]:size-3" />
        </div>
      </div>
      <div className="shrink-0 text-right">
        <Money
          value={cancelled ? order.amount : order.netAmount}
          className={cn("font-medium", cancelled && "font-normal text-faint line-through")}
        />
        {cancelled && <p className="text-faint text-xs">does not count</p>}
        {!cancelled && order.refundedAmount > 0 && (
          <p className="tabular text-muted text-xs">
            {format.money(order.refundedAmount)} of {format.money(order.amount)} refunded
          </p>
        )}
      </div>
    </li>
  );
}
