import { Ban, CircleCheck, CircleDashed, type LucideIcon } from "lucide-react";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";

const looks: Record<Api<"OrderStatus">, { icon: LucideIcon; mark: string; hint: string }> = {
  Placed: { icon: CircleDashed, mark: "text-pending-mark", hint: "Placed, not completed yet; it counts" },
  Completed: { icon: CircleCheck, mark: "text-sent", hint: "Completed; it counts" },
  Cancelled: { icon: Ban, mark: "text-skipped", hint: "Cancelled: it does not count" },
};

/** Where an order stands: icon and word. */
export function OrderStatus({ status }: { status: Api<"OrderStatus"> }) {
  const look = looks[status];
  const Icon = look.icon;
  return (
    <span title={look.hint} className="inline-flex items-center gap-1 whitespace-nowrap text-sm">
      <Icon aria-hidden className={cn("size-3.5 shrink-0", look.mark)} />
      {status}
    </span>
  );
}
