import { TriangleAlert } from "lucide-react";
import { useFormat } from "@/lib/format-context";
import { type Column, DataTable } from "@/ui/data-table";
import type { Preview } from "./preview";

interface NumberedRow {
  number: number;
  cells: readonly string[];
}

/** The first rows of what would be imported. */
export function PreviewTable({ preview }: { preview: Preview }) {
  const format = useFormat();
  const columns: Column<NumberedRow>[] = [
    {
      id: "number",
      header: <span className="sr-only">Row</span>,
      align: "right",
      width: "56px",
      cell: (row) => <span className="text-faint">{row.number}</span>,
    },
    ...preview.columns.map((name, index) => ({
      id: `${index} ${name}`,
      header: <span className="font-mono">{name}</span>,
      cell: (row: NumberedRow) => {
        const text = row.cells[index] ?? "";
        return text === "" ? (
          <span className="text-faint">
            <span aria-hidden>–</span>
            <span className="sr-only">empty</span>
          </span>
        ) : (
          <span dir="auto" title={text} className="block max-w-64 truncate text-left">
            {text}
          </span>
        );
      },
    })),
  ];
  return (
    <div className="flex flex-col gap-3">
      {preview.problems.length > 0 && (
        <div role="alert" className="rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn-text">
          <ul className="flex flex-col gap-1">
            {preview.problems.map(({ text }) => (
              <li key={text} className="flex gap-2">
                <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
                <span className="min-w-0 break-words">{text}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {preview.rows.length > 0 && (
        <>
          <p className="text-muted text-sm">
            {preview.rows.length === 1
              ? "The first row, as it will be read:"
              : `The first ${format.number(preview.rows.length)} rows, as they will be read:`}
          </p>
          <DataTable
            dense
            label="First rows of the file"
            columns={columns}
            rows={preview.rows.map((cells, index) => ({ number: index + 1, cells }))}
            rowKey={(row) => String(row.number)}
          />
        </>
      )}
    </div>
  );
}
