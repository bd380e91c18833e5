import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DraftSaver, quietMs } from "./draft-saver";

interface Request {
  input: string;
  done(): Promise<unknown>;
  fail(error: unknown): Promise<unknown>;
}

function setUp({ heals = true } = {}) {
  const requests: Request[] = [];
  const saver = new DraftSaver<string>({
    saved: "first",
    mayHeal: () => heals,
    send: (input) =>
      new Promise<void>((resolve, reject) => {
        const settle = (act: () => void) => {
          act();
          return vi.advanceTimersByTimeAsync(0);
        };
        requests.push({ input, done: () => settle(resolve), fail: (error) => settle(() => reject(error)) });
      }),
  });
  const sent = () => requests.map((request) => request.input);
  return { saver, requests, sent, latest: () => requests.at(-1) as Request };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("typing is saved once, when it pauses", async () => {
  const { saver, sent, latest } = setUp();
  saver.change("f");
  await vi.advanceTimersByTimeAsync(quietMs - 1);
  saver.change("fo");
  await vi.advanceTimersByTimeAsync(quietMs - 1);
  expect(sent()).toEqual([]);
  expect(saver.read().status).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1);
  expect(sent()).toEqual(["fo"]);
  expect(saver.read().status).toBe("saving");
  await latest().done();
  expect(saver.read().status).toBe("saved");
});

test("what is on the server already is not sent, and going back to it sends nothing", async () => {
  const { saver, sent } = setUp();
  saver.change("first");
  saver.change("second");
  saver.change("first");
  await vi.advanceTimersByTimeAsync(10 * quietMs);
  expect(sent()).toEqual([]);
  expect(saver.read().status).toBe("saved");
});

test("one request at a time, and the newest state is the last one sent", async () => {
  const { saver, sent, latest } = setUp();
  saver.change("a");
  await vi.advanceTimersByTimeAsync(quietMs);
  saver.change("b");
  saver.change("c");
  await vi.advanceTimersByTimeAsync(10 * quietMs);
  expect(sent()).toEqual(["a"]);
  await latest().done();
  await vi.advanceTimersByTimeAsync(quietMs);
  expect(sent()).toEqual(["a", "c"]);
  await latest().done();
  expect(saver.read().status).toBe("saved");
});

test("an error that may heal is tried again, less and less often", async () => {
  const { saver, sent, latest } = setUp();
  saver.change("a");
  await vi.advanceTimersByTimeAsync(quietMs);
  await latest().fail(new Error("away"));
  expect(saver.read().status).toBe("failed");
  await vi.advanceTimersByTimeAsync(2000);
  await latest().fail(new Error("away"));
  await vi.advanceTimersByTimeAsync(3999);
  expect(sent()).toEqual(["a", "a"]);
  await vi.advanceTimersByTimeAsync(1);
  await latest().done();
  expect(sent()).toEqual(["a", "a", "a"]);
  expect(saver.read().status).toBe("saved");
});

test("a refusal waits for a change and keeps its error until then", async () => {
  const { saver, sent, latest } = setUp({ heals: false });
  const refusal = new Error("no");
  saver.change("bad");
  await vi.advanceTimersByTimeAsync(quietMs);
  await latest().fail(refusal);
  await vi.advanceTimersByTimeAsync(100_000);
  expect(sent()).toEqual(["bad"]);
  expect(saver.read()).toEqual({ status: "failed", error: refusal });
  saver.change("good");
  await vi.advanceTimersByTimeAsync(quietMs);
  await latest().done();
  expect(sent()).toEqual(["bad", "good"]);
});

test("a change made while a request fails is saved all the same", async () => {
  const { saver, sent, latest } = setUp({ heals: false });
  saver.change("bad");
  await vi.advanceTimersByTimeAsync(quietMs);
  saver.change("good");
  await latest().fail(new Error("no"));
  await vi.advanceTimersByTimeAsync(quietMs);
  expect(sent()).toEqual(["bad", "good"]);
});

test("flush saves at once, waits for the newest state, and rejects with what the server said", async () => {
  const { saver, sent, requests } = setUp({ heals: false });
  saver.change("a");
  const first = saver.flush();
  expect(sent()).toEqual(["a"]);
  saver.change("b");
  await requests[0]?.done();
  expect(sent()).toEqual(["a", "b"]);
  await requests[1]?.done();
  await expect(first).resolves.toBeUndefined();

  saver.change("c");
  const refusal = new Error("no");
  const second = saver.flush();
  const told = expect(second).rejects.toBe(refusal);
  await requests[2]?.fail(refusal);
  await told;
});

test("flush with nothing to save is done", async () => {
  const { saver, sent } = setUp();
  await saver.flush();
  expect(sent()).toEqual([]);
});
