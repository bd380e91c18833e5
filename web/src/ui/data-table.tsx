import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import { Skeleton } from "./skeleton";

export interface Column<Row> {
  id: string;
  header: ReactNode;
  cell(row: Row): ReactNode;
  /** `right` for numbers. */
  align?: "left" | "right";
  sortable?: boolean;
  /** Hidden below 768 px. */
  wide?: boolean;
  className?: string;
}

export interface Sort {
  by: string;
  order: "asc" | "desc";
}

export interface DataTableProps<Row> {
  /** Names the table. */
  label: string;
  columns: readonly Column<Row>[];
  /** Undefined while loading: skeleton rows of the real shape. */
  rows: readonly Row[] | undefined;
  rowKey(row: Row): string;
  onRowClick?(row: Row): void;
  /** Key of the row whose details are open. */
  selected?: string | null;
  sort?: Sort;
  onSort?(sort: Sort): void;
  dense?: boolean;
  /** Old rows while new ones are on their way. */
  stale?: boolean;
  skeletonRows?: number;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  /** Below the rows, e.g. “Show more”. */
  footer?: ReactNode;
  className?: string;
}

const interactive = "a, button, input, select, textarea, label, [role='menuitem'], [role='checkbox']";

/** A table with sticky headers whose rows one walks with the arrow keys and opens with Enter. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  onRowClick,
  selected = null,
  sort,
  onSort,
  dense = false,
  stale = false,
  skeletonRows = 8,
  empty,
  footer,
  className,
}: DataTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState(0);

  function walk(event: KeyboardEvent<HTMLTableRowElement>, index: number, row: Row) {
    const last = (rows?.length ?? 1) - 1;
    const targets: Record<string, number> = {
      ArrowDown: Math.min(last, index + 1),
      ArrowUp: Math.max(0, index - 1),
      Home: 0,
      End: last,
    };
    if (event.target !== event.currentTarget) return;
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      body.current?.querySelector<HTMLElement>(`[data-row="${target}"]`)?.focus();
    } else if (onRowClick && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      onRowClick(row);
    }
  }

  function click(event: MouseEvent, row: Row) {
    if ((event.target as Element).closest(interactive)) return;
    if (window.getSelection()?.type === "Range") return;
    onRowClick?.(row);
  }

  if (rows?.length === 0 && empty !== undefined) return <>{empty}</>;

  const cell = cn("px-3 first:pl-4 last:pr-4", dense ? "h-8" : "h-10");
  return (
    <div className={cn("relative overflow-auto rounded-lg border border-line bg-card", className)}>
      <table
        aria-label={label}
        aria-busy={rows === undefined || stale}
        className="w-full border-separate border-spacing-0"
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} className={cn(stale && "opacity-60 transition-opacity")}>
          {rows === undefined
            ? Array.from({ length: skeletonRows }, (_, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all alike
                <tr key={index} aria-hidden>
                  {columns.map((column, at) => (
                    <td
                      key={column.id}
                      className={cn(cell, "border-line border-t", column.wide && "max-md:hidden")}
                    >
                      <Skeleton
                        className={cn(
                          "h-3",
                          column.align === "right" ? "ml-auto w-12" : at === 0 ? "w-40" : "w-24",
                        )}
                      />
                    </td>
                  ))}
                </tr>
              ))
            : rows.map((row, index) => {
                const key = rowKey(row);
                return (
                  <tr
                    key={key}
                    data-row={index}
                    tabIndex={index === Math.min(focused, rows.length - 1) ? 0 : -1}
                    aria-selected={onRowClick ? key === selected : undefined}
                    onFocus={() => setFocused(index)}
                    onKeyDown={(event) => walk(event, index, row)}
                    onClick={(event) => click(event, row)}
                    className={cn(
                      "outline-none focus-visible:[&>td]:bg-hover focus-visible:[&>td:first-child]:shadow-[inset_2px_0_var(--accent)]",
                      onRowClick && "cursor-pointer hover:[&>td]:bg-hover",
                      key === selected && "[&>td]:bg-accent-soft!",
                    )}
                  >
                    {columns.map((column) => (
                      <td
                        key={column.id}
                        className={cn(
                          cell,
                          "border-line border-t",
                          column.align === "right" && "tabular text-right",
                          column.wide && "max-md:hidden",
                          column.className,
                        )}
                      >
                        {column.cell(row)}
                      </td>
                    ))}
                  </tr>
                );
              })}
        </tbody>
      </table>
      {footer && <div className="border-line border-t px-4 py-2">{footer}</div>}
    </div>
  );
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}) {
  const sorted = sort?.by === column.id ? sort.order : null;
  const right = column.align === "right";
  const Arrow = sorted === "asc" ? ArrowUp : ArrowDown;
  return (
    <th
      scope="col"
      aria-sort={sorted === null ? undefined : sorted === "asc" ? "ascending" : "descending"}
      className={cn(
        "sticky top-0 z-10 h-8 whitespace-nowrap bg-card px-3 font-medium text-muted text-xs first:pl-4 last:pr-4",
        right ? "text-right" : "text-left",
        column.wide && "max-md:hidden",
      )}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          onClick={() =>
            onSort({
              by: column.id,
              order: sorted === null ? (right ? "desc" : "asc") : sorted === "asc" ? "desc" : "asc",
            })
          }
          className={cn(
            "group inline-flex h-6 items-center gap-1 rounded-sm hover:text-ink touch:h-11",
            right && "flex-row-reverse",
            sorted !== null && "text-ink",
          )}
        >
          {column.header}
          <Arrow
            aria-hidden
            className={cn("size-3", sorted === null && "opacity-0 group-hover:opacity-60")}
          />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}
