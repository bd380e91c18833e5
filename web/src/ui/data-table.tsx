import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import {
  Fragment,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from "react";
import { cn } from "@/lib/cn";
import { Skeleton } from "./skeleton";

export interface Column<Row> {
  id: string;
  header: ReactNode;
  cell(row: Row): ReactNode;
  /** `right` for numbers. */
  align?: "left" | "right";
  sortable?: boolean;
  /** Hidden while the table is narrower than 640 px; `very`: than 960 px. */
  wide?: boolean | "very";
  /** CSS width; in a windowed table the columns without one share the rest. */
  width?: string;
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
  /** For long lists: only the rows in view are in the page. Give the table a height by `className`. */
  windowed?: boolean;
  /** A windowed table calls this when the last rows come near. */
  onEnd?(): void;
  /** A windowed table remembers under this name how far it was scrolled while the app is open. */
  place?: string;
  className?: string;
}

/** How far windowed tables were scrolled, by their place. */
const places = new Map<string, number>();
/** Rows from the end at which more are asked for. */
const nearEnd = 30;
/** Rows kept in the page above and below those in view. */
const overscan = 12;

/** By the width of the table, not of the window: a sidebar takes room, too. */
function hiding<Row>({ wide }: Column<Row>): string | false {
  if (wide === "very") return "@max-[960px]/table:hidden";
  return wide === true && "@max-[640px]/table:hidden";
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
  windowed = false,
  onEnd,
  place,
  className,
}: DataTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState(0);
  const count = rows?.length ?? 0;

  const virtual = useVirtualizer({
    enabled: windowed,
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => (dense ? 32 : 40),
    scrollPaddingStart: 40,
    overscan,
    initialOffset: () => places.get(place ?? "") ?? 0,
    onChange(instance) {
      if (place !== undefined) places.set(place, instance.scrollOffset ?? 0);
    },
    // The row with the focus stays in the page wherever one scrolls, and keeps the keys.
    rangeExtractor(range) {
      const indexes = defaultRangeExtractor(range);
      if (focused < (indexes[0] ?? 0)) return [focused, ...indexes];
      if (focused < range.count && focused > (indexes.at(-1) ?? 0)) return [...indexes, focused];
      return indexes;
    },
  });

  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    setFocused(0);
    frame.current?.scrollTo({ top: 0 });
  }, [place]);

  const items = virtual.getVirtualItems();
  /** The rows in the page, each with the height of what is left out before it. */
  const shownRows = windowed
    ? items.map((item, at) => ({ index: item.index, gap: item.start - (items[at - 1]?.end ?? 0) }))
    : Array.from({ length: count }, (_, index) => ({ index, gap: 0 }));
  const after = windowed ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;
  const last = virtual.range?.endIndex ?? -1;

  const atEnd = windowed && count > 0 && last >= count - nearEnd;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every further page asks anew
  useEffect(() => {
    if (atEnd) onEnd?.();
  }, [atEnd, count]);

  const rowAt = (index: number) => body.current?.querySelector<HTMLElement>(`[data-row="${index}"]`);

  function goTo(index: number) {
    if (windowed) virtual.scrollToIndex(index);
    const row = rowAt(index);
    if (row) row.focus();
    // A row far away is in the page only after the table has scrolled.
    else setTimeout(() => requestAnimationFrame(() => rowAt(index)?.focus()));
  }

  function walk(event: KeyboardEvent<HTMLTableRowElement>, index: number, row: Row) {
    const end = count - 1;
    const targets: Record<string, number> = {
      ArrowDown: Math.min(end, index + 1),
      ArrowUp: Math.max(0, index - 1),
      Home: 0,
      End: end,
    };
    if (event.target !== event.currentTarget) return;
    const target = targets[event.key];
    if (target !== undefined && count > 0) {
      event.preventDefault();
      goTo(target);
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
    <div
      ref={frame}
      className={cn(
        "@container/table relative overflow-auto rounded-lg border border-line bg-card",
        className,
      )}
    >
      <table
        aria-label={label}
        aria-busy={rows === undefined || stale}
        aria-rowcount={windowed ? count + 1 : undefined}
        className={cn("w-full border-separate border-spacing-0", windowed && "table-fixed")}
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
                      className={cn(cell, index > 0 && "border-line border-t", hiding(column))}
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
            : shownRows.map(({ index, gap }) => {
                const row = rows[index] as Row;
                const key = rowKey(row);
                return (
                  <Fragment key={key}>
                    <Gap height={gap} />
                    <tr
                      ref={windowed ? virtual.measureElement : undefined}
                      data-index={windowed ? index : undefined}
                      aria-rowindex={windowed ? index + 2 : undefined}
                      data-row={index}
                      tabIndex={index === Math.min(focused, count - 1) ? 0 : -1}
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
                            // Above the first row is the line of the header, which stays when the rows move.
                            index > 0 && "border-line border-t",
                            column.align === "right" && "tabular text-right",
                            hiding(column),
                            column.className,
                          )}
                        >
                          {column.cell(row)}
                        </td>
                      ))}
                    </tr>
                  </Fragment>
                );
              })}
          <Gap height={after} />
        </tbody>
      </table>
      {footer && <div className="border-line border-t px-4 py-2">{footer}</div>}
    </div>
  );
}

/** Stands for the rows of a windowed table that are out of view. One cell: more would widen a table with hidden columns. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td className="p-0" style={{ height }} />
    </tr>
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
      style={column.width === undefined ? undefined : { width: column.width }}
      className={cn(
        "sticky top-0 z-10 h-8 whitespace-nowrap border-line border-b bg-card px-3 font-medium text-muted text-xs first:pl-4 last:pr-4",
        right ? "text-right" : "text-left",
        hiding(column),
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
