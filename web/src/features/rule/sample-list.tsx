import { CircleHelp } from "lucide-react";
import { Link } from "react-router";
import type { Api } from "@/api/types";
import { customerName } from "@/features/customer/customer-name";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Money } from "@/ui/figures";
import { IconButton } from "@/ui/icon-button";

export interface SampleListProps {
  sample: readonly Api<"Customer">[];
  count: number;
  stale: boolean;
  onExplain(customer: Api<"Customer">): void;
}

/** Some of those who match: a look that tells more than a number. */
export function SampleList({ sample, count, stale, onExplain }: SampleListProps) {
  const format = useFormat();
  if (sample.length === 0) return null;
  return (
    <div className={cn("transition-opacity", stale && "opacity-40")}>
      <h3 className="flex justify-between pb-1 font-medium text-muted text-xs">
        <span>{count > sample.length ? `${sample.length} of them` : "All of them"}</span>
        <span className="pr-8 touch:pr-12">Total spend</span>
      </h3>
      <ul>
        {sample.map((customer) => (
          <li key={customer.id} className="flex items-center gap-1 border-line border-t">
            <Link
              to={paths.customer(customer.id)}
              target="_blank"
              className="flex h-8 min-w-0 flex-1 items-center justify-between gap-3 rounded-md hover:bg-hover touch:h-11"
              title={`${customerName(customer)}: ${plural(customer.visits, format.number(customer.visits), "order")}. Opens in a new tab.`}
            >
              <span dir="auto" className="truncate">
                {customerName(customer)}
              </span>
              <Money value={customer.totalSpend} className="shrink-0 text-muted" />
            </Link>
            <IconButton
              label={`Why is ${customerName(customer)} in?`}
              icon={CircleHelp}
              onClick={() => onExplain(customer)}
              className="size-7 touch:size-11"
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
