import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { isFinished } from "./condition";
import { type Rule, treeOf, writeRule } from "./rule-tree";
import { useBreakdown } from "./use-breakdown";
import type { PreviewState } from "./use-preview";
import { wordsFixture as words } from "./vocabulary-fixture";

afterEach(() => vi.unstubAllGlobals());

const half: Rule = { metric: "visits", operator: ">" };
const spend: Rule = { metric: "totalSpend", operator: ">", value: 100 };
const answer = { count: 5, reachable: { email: 5, sms: 0 }, total: 9, sample: [], tookMs: 1 };
const counted: PreviewState = {
  answer,
  counting: false,
  error: null,
  refused: null,
  loading: null,
  retry: () => {},
};

function open(rule: Rule, first: PreviewState) {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(await request.json());
    const conditions = [
      { path: "rules[0]", count: 900, without: 7 },
      { path: "rules[1]", count: 80, without: 6 },
      { path: "rules[1].rules[0]", count: 80, without: 6 },
    ];
    const body = JSON.stringify({ count: 5, conditions, tookMs: 1 });
    return new Response(body, { headers: { "content-type": "application/json" } });
  });
  const queries = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const root = treeOf(rule);
  const written = writeRule(root, (each) => isFinished(each, words));
  const { result, rerender } = renderHook(({ preview }) => useBreakdown(written, preview), {
    wrapper,
    initialProps: { preview: first },
  });
  return { asked, root, result, rerender: (preview: PreviewState) => rerender({ preview }) };
}

test("parts are counted only once the whole rule is, and land at their places past unfinished ones", async () => {
  const rule: Rule = { logic: "AND", rules: [half, spend, { logic: "OR", rules: [half, spend] }] };
  const { asked, root, result, rerender } = open(rule, { ...counted, counting: true });
  expect(asked).toEqual([]);
  rerender(counted);
  await waitFor(() => expect(result.current.of.size).toBe(3));
  expect(asked).toHaveLength(1);
  const [, second, group] = root.rules;
  if (group?.type !== "group") throw new Error("a group is expected");
  expect(result.current.of.get(second?.id ?? "")).toEqual({ count: 900, without: 7 });
  expect(result.current.of.get(group.id)).toEqual({ count: 80, without: 6 });
  expect(result.current.of.get(group.rules[1]?.id ?? "")).toEqual({ count: 80, without: 6 });
  expect(result.current.stale).toBe(false);
});

test("a rule without conditions has no parts to ask about", () => {
  const { asked } = open({ logic: "AND", rules: [] }, counted);
  expect(asked).toEqual([]);
});
