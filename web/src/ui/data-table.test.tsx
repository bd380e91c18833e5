import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { type Column, DataTable } from "./data-table";

interface Row {
  id: string;
  count: number;
}

const columns: Column<Row>[] = [
  { id: "id", header: "Id", sortable: true, cell: (row) => row.id },
  { id: "count", header: "Count", align: "right", sortable: true, cell: (row) => row.count },
];
const rows = Array.from({ length: 5 }, (_, index) => ({ id: `row-${index}`, count: index }));
const rowOf = (text: string) => screen.getByText(text).closest("tr") as HTMLElement;

test("arrow keys walk the rows and Enter opens one", () => {
  const open = vi.fn();
  render(<DataTable label="Rows" columns={columns} rows={rows} rowKey={(row) => row.id} onRowClick={open} />);
  rowOf("row-0").focus();
  fireEvent.keyDown(rowOf("row-0"), { key: "ArrowDown" });
  expect(document.activeElement).toBe(rowOf("row-1"));
  fireEvent.keyDown(rowOf("row-1"), { key: "End" });
  expect(document.activeElement).toBe(rowOf("row-4"));
  fireEvent.keyDown(rowOf("row-4"), { key: "Enter" });
  expect(open).toHaveBeenCalledWith(rows[4]);
});

test("only one row is in the order of tabs", () => {
  render(<DataTable label="Rows" columns={columns} rows={rows} rowKey={(row) => row.id} />);
  const reachable = () => [...document.querySelectorAll("tr[tabindex='0']")].map((row) => row.textContent);
  expect(reachable()).toEqual(["row-00"]);
  fireEvent.focus(rowOf("row-3"));
  expect(reachable()).toEqual(["row-33"]);
});

test("numbers sort by the largest first, text by the first letter", () => {
  const sorted = vi.fn();
  const table = (sort: { by: string; order: "asc" | "desc" }) => (
    <DataTable
      label="Rows"
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      sort={sort}
      onSort={sorted}
    />
  );
  const { rerender } = render(table({ by: "id", order: "asc" }));
  fireEvent.click(screen.getByRole("button", { name: "Count" }));
  expect(sorted).toHaveBeenLastCalledWith({ by: "count", order: "desc" });
  fireEvent.click(screen.getByRole("button", { name: "Id" }));
  expect(sorted).toHaveBeenLastCalledWith({ by: "id", order: "desc" });
  rerender(table({ by: "count", order: "desc" }));
  fireEvent.click(screen.getByRole("button", { name: "Id" }));
  expect(sorted).toHaveBeenLastCalledWith({ by: "id", order: "asc" });
});

test("a windowed table of a million rows keeps only a few in the page and names its length", () => {
  const many = Array.from({ length: 1_000_000 }, (_, index) => ({ id: `row-${index}`, count: index }));
  render(<DataTable windowed label="Rows" columns={columns} rows={many} rowKey={(row) => row.id} />);
  expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe("1000001");
  expect(document.querySelectorAll("tr").length).toBeLessThan(100);
});
