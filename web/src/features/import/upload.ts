import { useSyncExternalStore } from "react";
import { backend } from "@/api/client";
import { ProblemError, problemOf, unreachable } from "@/api/problem";
import { queryClient } from "@/api/query-client";
import { signedOut } from "@/api/session";
import type { Api } from "@/api/types";
import type { FileFormat, ImportKind } from "./columns";
import { formatLooks } from "./file-format";
import { rememberRows } from "./row-totals";

/** A file on its way to the server. */
export type Upload =
  | { at: "idle" }
  /** `sent` of `size` bytes. */
  | { at: "sending"; fileName: string; sent: number; size: number }
  | { at: "arrived"; id: string }
  | { at: "failed"; fileName: string; error: unknown };

export interface FileToSend {
  kind: ImportKind;
  format: FileFormat;
  fileName: string;
  body: Blob;
  /** Rows of the file, once somebody has counted them. */
  rows: Promise<number | null>;
}

let current: Upload = { at: "idle" };
let request: XMLHttpRequest | null = null;
const listeners = new Set<() => void>();

function set(next: Upload) {
  current = next;
  for (const listener of listeners) listener();
}

const beforeLeaving = (event: BeforeUnloadEvent) => event.preventDefault();

/** Sends a file. It goes on while one looks at other pages; only closing the tab would stop it, so that asks first. */
export async function sendFile(file: FileToSend): Promise<void> {
  if (current.at === "sending") return;
  const { fileName, body } = file;
  const progress = (sent: number) => set({ at: "sending", fileName, sent, size: body.size });
  progress(0);
  window.addEventListener("beforeunload", beforeLeaving);
  try {
    const started = await post(file, progress);
    void file.rows.then((rows) => rememberRows(started.id, rows));
    set({ at: "arrived", id: started.id });
    void queryClient.invalidateQueries({ queryKey: ["get", "/api/imports"] });
  } catch (error) {
    set(error instanceof DOMException ? { at: "idle" } : { at: "failed", fileName, error });
  } finally {
    request = null;
    window.removeEventListener("beforeunload", beforeLeaving);
  }
}

/** Stops a file on its way: nothing of it is taken. */
export function stopSending(): void {
  request?.abort();
}

/** What became of the last file has been seen. */
export function forgetUpload(): void {
  if (current.at !== "sending") set({ at: "idle" });
}

/** Not `fetch`: only this way a browser tells how much of a body has left. */
function post(file: FileToSend, progress: (sent: number) => void): Promise<Api<"Import">> {
  const query = new URLSearchParams({ kind: file.kind, fileName: file.fileName });
  const xhr = new XMLHttpRequest();
  request = xhr;
  return new Promise((resolve, reject) => {
    xhr.open("POST", `${backend}/api/imports?${query}`);
    xhr.withCredentials = true;
    xhr.setRequestHeader("content-type", formatLooks[file.format].contentType);
    xhr.upload.onprogress = (event) => progress(event.loaded);
    xhr.onerror = () => reject(unreachable());
    xhr.onabort = () => reject(new DOMException("stopped", "AbortError"));
    xhr.onload = () => {
      const answer = new Response(xhr.responseText, {
        status: xhr.status,
        headers: { "content-type": xhr.getResponseHeader("content-type") ?? "" },
      });
      if (answer.ok) {
        answer.json().then(resolve, () => reject(new ProblemError({ status: xhr.status })));
        return;
      }
      void problemOf(answer).then((problem) => {
        if (problem.status === 401) signedOut();
        reject(problem);
      });
    };
    xhr.send(file.body);
  });
}

export function useUpload(): Upload {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
