import { useSyncExternalStore } from "react";
import { client } from "@/api/client";
import { queryClient } from "@/api/query-client";
import type { Api } from "@/api/types";

export type DemoLoad =
  | { at: "idle" }
  | { at: "starting" }
  /** `settled` of `total` records belong to batches that are through. */
  | { at: "applying"; settled: number; total: number }
  | { at: "done"; customers: number; orders: number; dead: number }
  | { at: "failed"; error: unknown };

type Batch = Pick<Api<"Batch">, "state" | "accepted" | "dead">;

/** Follows batches one after the other until all are through; reports how many records that were. */
export async function followBatches(
  ids: readonly string[],
  read: (id: string) => Promise<Batch>,
  pause: () => Promise<void>,
  report: (settled: number) => void,
): Promise<{ dead: number }> {
  let settled = 0;
  let dead = 0;
  for (const id of ids) {
    let batch = await read(id);
    while (batch.state === "queued") {
      await pause();
      batch = await read(id);
    }
    settled += batch.accepted;
    dead += batch.dead;
    report(settled);
  }
  return { dead };
}

const longestPauseMs = 1000;
let current: DemoLoad = { at: "idle" };
let wake = () => {};
const listeners = new Set<() => void>();

function set(next: DemoLoad) {
  current = next;
  for (const listener of listeners) listener();
}

/** Until the pipeline moves, or a second. */
const pause = () =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, longestPauseMs);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

async function readBatch(id: string): Promise<Batch> {
  const { data } = await client.GET("/api/batches/{id}", { params: { path: { id } } });
  return data as Batch;
}

/** Loads the demo shop and follows it until it is applied; it goes on when the page is left. Loading it again changes nothing. */
export async function loadDemo(): Promise<void> {
  if (current.at === "starting" || current.at === "applying") return;
  set({ at: "starting" });
  try {
    const { data } = await client.POST("/api/demo");
    const load = data as Api<"DemoLoad">;
    const total = load.customers + load.orders;
    set({ at: "applying", settled: 0, total });
    const { dead } = await followBatches(load.batches, readBatch, pause, (settled) =>
      set({ at: "applying", settled, total }),
    );
    set({ at: "done", customers: load.customers, orders: load.orders, dead });
  } catch (error) {
    set({ at: "failed", error });
  }
  void queryClient.invalidateQueries();
}

/** The pipeline moved: what is waited for may be through. */
export function pipelineMoved(): void {
  wake();
}

export function useDemoLoad(): DemoLoad {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
