import { Download } from "lucide-react";
import { useEffect, useState } from "react";
import type { Api } from "@/api/types";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { saveFile } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { type Column, DataTable } from "@/ui/data-table";
import { ErrorNote } from "@/ui/error-note";
import { Count } from "@/ui/figures";
import { rejectionsFile, useRejections } from "./import-queries";
import { type Import, importName } from "./import-state";

type Rejection = Api<"ImportRejection">;

/** The server keeps so many with their reasons. */
const kept = 10_000;

const columns: Column<Rejection>[] = [
  {
    id: "line",
    header: "Line",
    align: "right",
    width: "76px",
    cell: (rejection) => <Count value={rejection.line} />,
  },
  {
    id: "field",
    header: "Field",
    width: "26%",
    wide: true,
    cell: ({ field }) => (
      <span title={field || undefined} className={field ? "block truncate font-mono text-sm" : "text-faint"}>
        {field || "the whole row"}
      </span>
    ),
  },
  {
    id: "message",
    header: "What is wrong",
    className: "py-2.5",
    cell: ({ field, message }) => (
      <>
        <span className="block break-words font-mono text-muted text-sm @min-[640px]/table:hidden">
          {field}
        </span>
        <span dir="auto" className="block break-words text-left first-letter:uppercase">
          {message}
        </span>
      </>
    ),
  },
];

/** Rows of an import that were refused: where, which field, why. */
export function Rejections({ run }: { run: Import }) {
  const format = useFormat();
  const running = run.state === "running";
  const list = useRejections(run.id, running);
  const rows = list.data?.pages.flatMap((page) => page.items);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const { refetch } = list;

  // The last ones come with the end of the reading.
  useEffect(() => {
    if (!running) void refetch();
  }, [running, refetch]);

  const save = async () => {
    setSaving(true);
    setFailure(null);
    try {
      const name = importName(run).replace(/\.[a-z]+$/i, "");
      saveFile(`${name} rejected rows.csv`, await rejectionsFile(run.id));
    } catch (error) {
      setFailure(error);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Card
      title={plural(run.rejectedTotal, format.number(run.rejectedTotal), "rejected row")}
      purpose={
        run.rejectedTotal > kept
          ? `The first ${format.number(kept)} are kept with their reasons. The other rows of the file are not affected.`
          : "The other rows of the file are not affected. Mend these and import them again."
      }
      action={
        <Button busy={saving} onClick={() => void save()}>
          {!saving && <Download aria-hidden />}
          Download as CSV
        </Button>
      }
    >
      {failure !== null && (
        <ErrorNote error={failure} className="mb-3">
          No file was made.
        </ErrorNote>
      )}
      {list.isError && rows === undefined ? (
        <ErrorNote error={list.error}>The rejected rows could not be loaded.</ErrorNote>
      ) : (
        <DataTable
          windowed
          label="Rejected rows"
          columns={columns}
          rows={rows}
          rowKey={(rejection) => `${rejection.line} ${rejection.field} ${rejection.code}`}
          skeletonRows={Math.min(5, run.rejectedTotal)}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetching) void list.fetchNextPage();
          }}
          className="max-h-[60vh]"
        />
      )}
    </Card>
  );
}
