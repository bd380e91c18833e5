import { Link } from "react-router";
import { Badge } from "@/ui/badge";
import { type Column, DataTable, type DataTableProps } from "@/ui/data-table";
import { Count, Money, RelativeDate } from "@/ui/figures";
import { customerName } from "./customer-name";
import type { Customer } from "./customer-queries";

const shownTags = 2;

export interface CustomerTableProps
  extends Pick<
    DataTableProps<Customer>,
    "rows" | "selected" | "sort" | "onSort" | "stale" | "footer" | "empty" | "onEnd" | "place" | "className"
  > {
  onOpen(customer: Customer): void;
  /** The address with a customer's details open. */
  linkTo(customer: Customer): string;
}

/** Everybody, one row each. */
export function CustomerTable({ onOpen, linkTo, ...rest }: CustomerTableProps) {
  const columns: Column<Customer>[] = [
    {
      id: "name",
      header: "Customer",
      sortable: true,
      className: "@max-[960px]/table:h-14",
      cell: (customer) => <Name customer={customer} to={linkTo(customer)} />,
    },
    {
      id: "email",
      header: "Email",
      sortable: true,
      wide: "very",
      width: "22%",
      cell: (customer) => <Text value={customer.email} muted />,
    },
    {
      id: "visits",
      header: "Orders",
      align: "right",
      sortable: true,
      wide: true,
      width: "76px",
      cell: (customer) => <Count value={customer.visits} />,
    },
    {
      id: "totalSpend",
      header: <span title="Net amount of all orders that count">Lifetime value</span>,
      align: "right",
      sortable: true,
      width: "clamp(138px, 10vw, 168px)",
      cell: (customer) => <Money value={customer.totalSpend} />,
    },
    {
      id: "lastPurchased",
      header: "Last purchase",
      sortable: true,
      wide: true,
      width: "136px",
      cell: (customer) => <RelativeDate value={customer.lastPurchased} />,
    },
    {
      id: "tags",
      header: "Tags",
      wide: "very",
      width: "14%",
      cell: (customer) => <Tags tags={customer.tags} />,
    },
    {
      id: "city",
      header: "City",
      wide: "very",
      width: "11%",
      cell: (customer) => <Text value={customer.city} />,
    },
  ];
  return (
    <DataTable
      windowed
      label="Customers"
      columns={columns}
      rowKey={(customer) => customer.id}
      onRowClick={onOpen}
      skeletonRows={14}
      {...rest}
    />
  );
}

/** The name is a link for those who follow links; the row takes keys and clicks. */
function Name({ customer, to }: { customer: Customer; to: string }) {
  const name = customerName(customer);
  return (
    <div className="min-w-0">
      <Link
        to={to}
        tabIndex={-1}
        dir="auto"
        title={name}
        className="block truncate text-left font-medium hover:underline hover:decoration-line-control hover:underline-offset-4"
      >
        {name}
      </Link>
      {customer.email && customer.email !== name && (
        <span className="block truncate text-muted text-sm @min-[960px]/table:hidden">{customer.email}</span>
      )}
    </div>
  );
}

/** Cut where it does not fit, with the whole on hover; each text in its own direction. */
function Text({ value, muted = false }: { value: string | null; muted?: boolean }) {
  if (!value) {
    return (
      <span className="text-faint">
        <span aria-hidden>–</span>
        <span className="sr-only">none</span>
      </span>
    );
  }
  return (
    <span
      dir="auto"
      title={value}
      className={muted ? "block truncate text-left text-muted" : "block truncate text-left"}
    >
      {value}
    </span>
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return <Text value={null} />;
  const rest = tags.length - shownTags;
  return (
    <span className="flex min-w-0 gap-1" title={tags.join(", ")}>
      {tags.slice(0, shownTags).map((tag) => (
        <Badge key={tag} className="min-w-8 shrink">
          <span dir="auto" className="truncate">
            {tag}
          </span>
        </Badge>
      ))}
      {rest > 0 && <span className="shrink-0 text-muted text-xs leading-5">+{rest}</span>}
    </span>
  );
}
