import { Download } from "lucide-react";
import { saveFile, textFile } from "@/lib/save-file";
import { Button } from "@/ui/button";
import { type FileFormat, fileColumns, type ImportKind } from "./columns";
import { formatLooks } from "./file-format";
import { sampleFile } from "./sample-files";

const formats: readonly FileFormat[] = ["csv", "json", "ndjson"];

const purposes: Record<ImportKind, string> = {
  customers: "One row a customer. The same id or email again updates what is known.",
  orders: "One row an order. Customers nobody knows yet are created.",
};

/** What a file of a kind holds, with a sample of each format. */
export function FileColumns({ kind }: { kind: ImportKind }) {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div>
        <h2 className="font-semibold">What is in it</h2>
        <p className="text-muted text-sm">{purposes[kind]}</p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-muted text-sm">Sample</span>
        {formats.map((format) => (
          <Button
            key={format}
            size="sm"
            aria-label={`Download a sample of ${kind} as ${formatLooks[format].label}`}
            onClick={() =>
              saveFile(
                `${kind}.${format}`,
                textFile(sampleFile(kind, format), formatLooks[format].contentType),
              )
            }
          >
            <Download aria-hidden />
            {formatLooks[format].label}
          </Button>
        ))}
      </div>
      <details>
        <summary className="w-fit cursor-pointer rounded-sm text-muted text-sm hover:text-ink touch:py-3">
          The columns and what they mean
        </summary>
        <dl className="mt-2 flex flex-col gap-2 text-sm">
          {fileColumns[kind].map((column) => (
            <div key={column.name}>
              <dt className="font-mono">{column.name}</dt>
              <dd className="text-muted">{column.about}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-3 text-muted text-sm">
          The first row of a CSV file names its columns, commas separate them, an empty cell changes nothing.
          In JSON the same names are fields
          {kind === "customers"
            ? ": tags a list, consent and attributes objects."
            : ": items a list of names or objects."}
        </p>
      </details>
    </div>
  );
}
