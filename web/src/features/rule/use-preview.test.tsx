import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { retry, retryDelay } from "@/api/query-client";
import type { Rule } from "./rule-tree";
import { previewDelayMs, usePreview } from "./use-preview";

interface Asked {
  signal: AbortSignal;
  rule: { rules: { value: number }[] };
  answer(count: number): Promise<void>;
  refuse(): Promise<void>;
}

let asked: Asked[] = [];

beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (request: Request) => {
    const rule = JSON.parse(await request.text());
    return new Promise<Response>((resolve) => {
      const settle = (body: unknown, status: number) =>
        act(async () => {
          resolve(
            new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } }),
          );
          await vi.advanceTimersByTimeAsync(1);
        });
      asked.push({
        signal: request.signal,
        rule,
        answer: (count) =>
          settle({ count, reachable: { email: count, sms: 0 }, total: 1000, sample: [], tookMs: 1 }, 200),
        refuse: () =>
          settle(
            {
              code: "invalid_rule",
              detail: "No.",
              errors: [{ path: "rules[0].value", code: "x", message: "No." }],
            },
            422,
          ),
      });
    });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const spendOver = (value: number): Rule => ({
  logic: "AND",
  rules: [{ metric: "totalSpend", operator: ">", value }],
});

function Show({ rule }: { rule: Rule }) {
  const { answer, counting, refused } = usePreview(rule);
  return (
    <p>
      {answer?.count ?? "none"} {counting ? "counting" : "still"} {refused ? refused.errors[0]?.path : "fine"}
    </p>
  );
}

function setUp() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const page = (value: number) => (
    <QueryClientProvider client={queries}>
      <Show rule={spendOver(value)} />
    </QueryClientProvider>
  );
  const { rerender } = render(page(1));
  const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  return { type: (value: number) => rerender(page(value)), wait };
}

const shown = () => screen.getByText(/counting|still/).textContent;
const values = () => asked.map((each) => each.rule.rules[0]?.value);

test("typing asks once, when the rule stands still, and within 150 ms", async () => {
  expect(previewDelayMs).toBeLessThanOrEqual(150);
  const { type, wait } = setUp();
  await wait(1);
  await asked[0]?.answer(900);
  expect(shown()).toBe("900 still fine");
  type(10);
  await wait(50);
  type(100);
  await wait(previewDelayMs - 1);
  expect(values()).toEqual([1]);
  expect(shown()).toBe("900 counting fine");
  await wait(2);
  expect(values()).toEqual([1, 100]);
  await asked[1]?.answer(615);
  expect(shown()).toBe("615 still fine");
});

test("an answer that comes late is never shown for another rule", async () => {
  const { type, wait } = setUp();
  await wait(1);
  await asked[0]?.answer(900);
  type(2);
  await wait(200);
  type(3);
  await wait(200);
  expect(values()).toEqual([1, 2, 3]);
  expect(asked.map((each) => each.signal.aborted)).toEqual([false, true, false]);
  await asked[2]?.answer(300);
  expect(shown()).toBe("300 still fine");
  await asked[1]?.answer(200);
  expect(shown()).toBe("300 still fine");
});

test("a rule that makes no sense keeps the number before it and says where", async () => {
  const { type, wait } = setUp();
  await wait(1);
  await asked[0]?.answer(900);
  type(2);
  await wait(200);
  await asked[1]?.refuse();
  expect(shown()).toBe("900 still rules[0].value");
});

test("while the server reads the audience it is asked until it answers, and says how far it is", async () => {
  let progress = 0.4;
  vi.stubGlobal("fetch", async () => {
    const [status, body] =
      progress < 1
        ? [503, { code: "audience_loading", detail: "Reading.", progress }]
        : [200, { count: 5, reachable: { email: 5, sms: 0 }, total: 9, sample: [], tookMs: 1 }];
    return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  });
  const queries = new QueryClient({ defaultOptions: { queries: { retry, retryDelay } } });
  function Loading() {
    const { answer, loading, error } = usePreview(spendOver(1));
    return <p>{`${answer?.count ?? "none"} ${loading ?? "all"} ${error ? "failed" : "fine"}`}</p>;
  }
  render(
    <QueryClientProvider client={queries}>
      <Loading />
    </QueryClientProvider>,
  );
  const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  await wait(10);
  expect(screen.getByText("none 0.4 fine")).toBeTruthy();
  progress = 0.9;
  await wait(5000);
  expect(screen.getByText("none 0.9 fine")).toBeTruthy();
  progress = 1;
  await wait(1000);
  expect(screen.getByText("5 all fine")).toBeTruthy();
});
