import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import { Button } from "@/ui/button";

/** Where a file is dropped or chosen. */
export function DropZone({ onFile }: { onFile(file: File): void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        "flex flex-col items-center gap-3 rounded-lg border border-line-strong border-dashed px-6 py-10 text-center lg:min-h-44 justify-center transition-colors",
        over && "border-accent bg-accent-soft",
      )}
    >
      <FileUp aria-hidden className="size-5 text-faint" />
      <p className="text-muted">
        <span className="touch:hidden">Drop a file here. </span>CSV, JSON, or one JSON object a line.
      </p>
      <Button onClick={() => input.current?.click()}>Choose a file</Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File to import"
        accept=".csv,.txt,.json,.ndjson,.jsonl,text/csv,application/json,application/x-ndjson"
        onChange={(event) => {
          take(event.target.files);
          // The same file may be chosen again after it was mended.
          event.target.value = "";
        }}
      />
    </div>
  );
}
