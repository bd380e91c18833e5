import { expect, test, vi } from "vitest";
import { followBatches } from "./demo-load";

const batch = (state: "queued" | "applied" | "dead", accepted: number, dead = 0) => ({
  state,
  accepted,
  dead,
});

test("batches are followed in order until the last one is through", async () => {
  const answers = {
    a: [batch("queued", 1000), batch("queued", 1000), batch("applied", 1000)],
    b: [batch("applied", 400)],
  };
  const read = vi.fn(async (id: string) => answers[id as "a" | "b"].shift() ?? batch("dead", 0));
  const pause = vi.fn(async () => {});
  const settled: number[] = [];
  const end = await followBatches(["a", "b"], read, pause, (count) => settled.push(count));
  expect(settled).toEqual([1000, 1400]);
  expect(read.mock.calls.map(([id]) => id)).toEqual(["a", "a", "a", "b"]);
  expect(pause).toHaveBeenCalledTimes(2);
  expect(end).toEqual({ dead: 0 });
});

test("a batch that could not be applied ends, and what died is counted", async () => {
  const read = async (id: string) => (id === "a" ? batch("dead", 10, 10) : batch("applied", 5, 1));
  expect(
    await followBatches(
      ["a", "b"],
      read,
      async () => {},
      () => {},
    ),
  ).toEqual({ dead: 11 });
});

test("a question that fails ends the following with that error", async () => {
  const read = () => Promise.reject(new Error("away"));
  await expect(
    followBatches(
      ["a"],
      read,
      async () => {},
      () => {},
    ),
  ).rejects.toThrow("away");
});
