import { useEffect, useState } from "react";
import type { FileFormat, ImportKind } from "./columns";
import { formatOf } from "./file-format";
import { type Preview, previewOf } from "./preview";
import { countRows } from "./row-count";

/** As much of a file as the preview reads. */
const headBytes = 64 * 1024;

export interface ChosenFile {
  fileName: string;
  body: Blob;
}

export type ReadFile =
  | { at: "reading" }
  | {
      at: "ready";
      format: FileFormat;
      preview: Preview;
      rows: number | null;
      counted: Promise<number | null>;
    }
  | { at: "unreadable"; error: unknown };

/** Reads the beginning of a file for the preview, then counts its rows. */
export function useChosenFile(file: ChosenFile | null, kind: ImportKind): ReadFile | null {
  const [head, setHead] = useState<{ text: string; format: FileFormat } | { error: unknown } | null>(null);
  const [count, setCount] = useState<{ rows: number | null; counted: Promise<number | null> } | null>(null);

  useEffect(() => {
    setHead(null);
    setCount(null);
    if (!file) return;
    const stop = new AbortController();
    file.body
      .slice(0, headBytes)
      .text()
      .then((text) => {
        if (stop.signal.aborted) return;
        const format = formatOf(text);
        const counted = countRows(file.body, format, stop.signal).catch(() => null);
        setHead({ text, format });
        setCount({ rows: null, counted });
        void counted.then((rows) => {
          if (!stop.signal.aborted) setCount({ rows, counted });
        });
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setHead({ error });
      });
    return () => stop.abort(new DOMException("another file", "AbortError"));
  }, [file]);

  if (!file) return null;
  if (!head || (!("error" in head) && !count)) return { at: "reading" };
  if ("error" in head) return { at: "unreadable", error: head.error };
  const preview = previewOf(kind, head.format, head.text, file.body.size <= headBytes);
  return {
    at: "ready",
    format: head.format,
    preview,
    rows: count?.rows ?? null,
    counted: count?.counted ?? Promise.resolve(null),
  };
}
