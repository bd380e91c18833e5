import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveConnection, type LiveSource, retryDelay } from "./live-connection";

class FakeSource implements LiveSource {
  readyState = 1;
  closed = false;
  private readonly listeners = new Map<string, (event: MessageEvent) => void>();
  constructor(readonly path: string) {}
  addEventListener(type: string, listener: (event: MessageEvent) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.closed = true;
  }
  say(type: string, data?: unknown) {
    this.listeners.get(type)?.({ data: JSON.stringify(data) } as MessageEvent);
  }
}

function setUp() {
  const sources: FakeSource[] = [];
  const told: string[] = [];
  const live = new LiveConnection(
    (path) => {
      const source = new FakeSource(path);
      sources.push(source);
      return source;
    },
    () => told.push("end"),
    () => told.push("resume"),
    () => told.push("refused"),
  );
  return { live, sources, told, latest: () => sources[sources.length - 1] as FakeSource };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("a fallen stream comes back and asks for what was missed", () => {
  const { live, sources, told, latest } = setUp();
  live.start();
  latest().say("open");
  expect(live.status).toBe("live");
  latest().say("error");
  expect(live.status).toBe("offline");
  expect(sources).toHaveLength(1);
  vi.advanceTimersByTime(500);
  expect(sources).toHaveLength(2);
  latest().say("open");
  expect(live.status).toBe("live");
  expect(told).toEqual(["resume"]);
});

test("a tab nobody looks at lets go of the stream, and asks for what it missed when it is looked at", () => {
  const { live, sources, told, latest } = setUp();
  live.start();
  latest().say("open");
  live.rest();
  expect(latest().closed).toBe(true);
  expect(live.status, "nothing is wrong").toBe("connecting");
  vi.advanceTimersByTime(60_000);
  expect(sources).toHaveLength(1);
  live.wake();
  latest().say("open");
  expect(sources).toHaveLength(2);
  expect([live.status, ...told]).toEqual(["live", "resume"]);
});

test("a tab opened in the background connects when it is first looked at", () => {
  const { live, sources } = setUp();
  live.start(true);
  expect(sources).toHaveLength(0);
  live.wake();
  expect(sources).toHaveLength(1);
});

test("a fallen stream does not come back to a tab that rests", () => {
  const { live, sources, latest } = setUp();
  live.start();
  latest().say("error");
  live.rest();
  vi.advanceTimersByTime(60_000);
  expect(sources).toHaveLength(1);
});

test("the wait doubles up to half a minute and is never in step", () => {
  expect(retryDelay(0, 1)).toBe(500);
  expect(retryDelay(3, 1)).toBe(4000);
  expect(retryDelay(50, 1)).toBe(30_000);
  expect(retryDelay(3, 0)).toBe(2000);
});

test("a refused stream asks who is signed in", () => {
  const { live, told, latest } = setUp();
  live.start();
  latest().readyState = 2;
  latest().say("error");
  expect(told).toEqual(["refused"]);
});

test("the end of the session closes the stream for good", () => {
  const { live, sources, told, latest } = setUp();
  live.start();
  latest().say("open");
  latest().say("end", {});
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual(["end"]);
  expect(sources).toHaveLength(1);
  expect(latest().closed).toBe(true);
});

test("watching a campaign opens the stream anew, and an old stream is not listened to", () => {
  const { live, sources, latest } = setUp();
  const heard: unknown[] = [];
  live.on("pipeline", (data) => heard.push(data));
  live.start();
  const first = latest();
  live.watch("42");
  expect(first.closed).toBe(true);
  expect(latest().path).toBe("/api/campaigns/events?campaign=42");
  first.say("pipeline", { old: true });
  latest().say("pipeline", { old: false });
  expect(heard).toEqual([{ old: false }]);
  expect(sources).toHaveLength(2);
});

test("coming online tries at once", () => {
  const { live, sources, latest } = setUp();
  live.start();
  latest().say("error");
  live.wake();
  expect(sources).toHaveLength(2);
});
