import { FileText, X } from "lucide-react";
import { useMemo, useState } from "react";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { useDebounced } from "@/lib/use-debounced";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ErrorNote } from "@/ui/error-note";
import { IconButton } from "@/ui/icon-button";
import { Progress } from "@/ui/progress";
import { Segmented } from "@/ui/segmented";
import { SkeletonLines } from "@/ui/skeleton";
import { Textarea } from "@/ui/textarea";
import { byteText } from "./byte-text";
import { type ChosenFile, type ReadFile, useChosenFile } from "./chosen-file";
import type { ImportKind } from "./columns";
import { DropZone } from "./drop-zone";
import { FileColumns } from "./file-columns";
import { formatLooks } from "./file-format";
import { betterKind } from "./preview";
import { PreviewTable } from "./preview-table";
import { forgetUpload, sendFile, stopSending, useUpload } from "./upload";

const placeholders: Record<ImportKind, string> = {
  customers: "email,name\nada@shop.example,Ada Lovelace",
  orders: "email,amount,items\nada@shop.example,24.50,Espresso; Filter paper",
};

/** Choose what, bring it, look at it, import it. */
export function ImportForm() {
  const upload = useUpload();
  const [kind, setKind] = useState<ImportKind>("customers");
  const [source, setSource] = useState<"file" | "paste">("file");
  const [file, setFile] = useState<ChosenFile | null>(null);
  const [text, setText] = useState("");
  const pasted = usePasted(text);
  const chosen = source === "file" ? file : pasted;
  const read = useChosenFile(chosen, kind);

  if (upload.at === "sending")
    return <Sending fileName={upload.fileName} sent={upload.sent} size={upload.size} />;
  return (
    <Card className="flex flex-col gap-6">
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_360px]">
        <div className="flex min-w-0 flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <Segmented<ImportKind>
              label="What to import"
              value={kind}
              onChange={setKind}
              options={[
                { value: "customers", label: "Customers" },
                { value: "orders", label: "Orders" },
              ]}
            />
            <Segmented<"file" | "paste">
              label="Where from"
              value={source}
              onChange={setSource}
              options={[
                { value: "file", label: "A file" },
                { value: "paste", label: "Pasted text" },
              ]}
            />
          </div>
          {source === "paste" ? (
            <Textarea
              rows={8}
              aria-label="Text to import"
              placeholder={placeholders[kind]}
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="max-h-80 min-h-44 resize-y font-mono text-sm"
            />
          ) : file === null ? (
            <DropZone
              onFile={(taken) => {
                forgetUpload();
                setFile({ fileName: taken.name, body: taken });
              }}
            />
          ) : (
            <FileLine file={file} read={read} onRemove={() => setFile(null)} />
          )}
          {upload.at === "failed" && (
            <ErrorNote error={upload.error}>Nothing of “{upload.fileName}” was taken.</ErrorNote>
          )}
        </div>
        <FileColumns kind={kind} />
      </div>
      {chosen && read && <Reading chosen={chosen} kind={kind} read={read} onKind={setKind} />}
    </Card>
  );
}

/** What was pasted, as a file, once it stands still. */
function usePasted(text: string): ChosenFile | null {
  const settled = useDebounced(text, 250);
  return useMemo(
    () => (settled.trim() === "" ? null : { fileName: "Pasted text", body: new Blob([settled]) }),
    [settled],
  );
}

function FileLine({ file, read, onRemove }: { file: ChosenFile; read: ReadFile | null; onRemove(): void }) {
  const format = useFormat();
  return (
    <div className="flex items-center gap-3 rounded-lg border border-line px-3 py-2">
      <FileText aria-hidden className="size-4 shrink-0 text-muted" />
      <span dir="auto" title={file.fileName} className="min-w-0 truncate text-left font-medium">
        {file.fileName}
      </span>
      {read?.at === "ready" && <Badge>{formatLooks[read.format].label}</Badge>}
      <span className="tabular ml-auto shrink-0 text-muted text-sm">
        {byteText(file.body.size)}
        {read?.at === "ready" && read.rows !== null && (
          <span className="max-sm:hidden">, {plural(read.rows, format.number(read.rows), "row")}</span>
        )}
      </span>
      <IconButton label="Take another file" icon={X} onClick={onRemove} className="-my-1 -mr-2" />
    </div>
  );
}

function Reading({
  chosen,
  kind,
  read,
  onKind,
}: {
  chosen: ChosenFile;
  kind: ImportKind;
  read: ReadFile;
  onKind(kind: ImportKind): void;
}) {
  const format = useFormat();
  if (read.at === "reading") return <SkeletonLines lines={4} />;
  if (read.at === "unreadable") return <ErrorNote error={read.error}>Nothing was sent.</ErrorNote>;
  const { rows, counted, preview } = read;
  const better = betterKind(kind, read.format, preview.columns);
  if (better) {
    return (
      <div
        role="alert"
        className="flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft px-3 py-2 text-warn-text"
      >
        <span>
          These are columns of {better}, not of {kind}.
        </span>
        <Button size="sm" onClick={() => onKind(better)}>
          Import {better}
        </Button>
      </div>
    );
  }
  const stopped = rows === 0 || preview.problems.some((problem) => problem.stops);
  const send = () =>
    void sendFile({
      kind,
      format: read.format,
      fileName: chosen.fileName,
      body: chosen.body,
      rows: counted,
    });
  return (
    <div className="flex flex-col gap-4">
      <PreviewTable preview={preview} />
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" disabled={stopped} onClick={send}>
          {rows === null || rows === 0
            ? `Import the ${kind}`
            : `Import ${plural(rows, format.number(rows), "row")} of ${kind}`}
        </Button>
        {(stopped || preview.problems.length > 0) && (
          <span className="text-muted text-sm">
            {stopped
              ? "Mend this first: as it is, nothing would be taken."
              : "You can import it as it is: what is wrong is named row by row, the rest is taken."}
          </span>
        )}
      </div>
    </div>
  );
}

function Sending({ fileName, sent, size }: { fileName: string; sent: number; size: number }) {
  return (
    <Card>
      <div className="flex flex-col gap-3">
        <p>
          Sending “<bdi className="break-all">{fileName}</bdi>”: {byteText(sent)} of {byteText(size)}
        </p>
        <Progress label="File sent" value={sent} max={size} />
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-muted text-sm">
            You can look at other pages meanwhile; this tab has to stay open.
          </p>
          <Button onClick={stopSending}>Stop</Button>
        </div>
      </div>
    </Card>
  );
}
