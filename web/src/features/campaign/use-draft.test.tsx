import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Api } from "@/api/types";
import { wordsFixture as words } from "@/features/rule/vocabulary-fixture";
import { draftFixture } from "./campaign-fixture";
import type { Campaign } from "./campaign-queries";
import { quietMs } from "./draft-saver";
import { readKept } from "./kept-draft";
import { useDraft } from "./use-draft";

const campaign: Campaign = { ...draftFixture, rule: null, message: null };

let asked: { method: string; path: string; body: Api<"CampaignInput"> }[] = [];
let refuse: { status: number; body: unknown } | null = null;

beforeEach(() => {
  asked = [];
  refuse = null;
  localStorage.clear();
  vi.useFakeTimers();
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = (await request.json()) as Api<"CampaignInput">;
    asked.push({ method: request.method, path: new URL(request.url).pathname, body });
    const [status, answer] = refuse
      ? [refuse.status, refuse.body]
      : [request.method === "POST" ? 201 : 200, { ...campaign, ...body }];
    return new Response(JSON.stringify(answer), { status, headers: { "content-type": "application/json" } });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(from: Campaign | null) {
  const created = vi.fn();
  const queries = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const { result, unmount } = renderHook(() => useDraft(from, words, created), { wrapper });
  return { draft: () => result.current, created, unmount };
}

const quiet = () => act(() => vi.advanceTimersByTimeAsync(quietMs + 10));

test("looking at a new campaign leaves nothing behind", async () => {
  const { unmount } = open(null);
  await quiet();
  unmount();
  expect(asked).toEqual([]);
  expect(localStorage).toHaveLength(0);
});

test("the first change makes the draft, later ones rewrite it", async () => {
  const { draft, created } = open(null);
  act(() => draft().setForm({ objective: "Win back" }));
  expect(draft().status).toBe("waiting");
  await quiet();
  expect(draft()).toMatchObject({ id: "7", status: "saved" });
  expect(created).toHaveBeenCalledExactlyOnceWith("7");
  act(() => draft().setForm({ name: "Autumn beans" }));
  await quiet();
  expect(asked.map(({ method, path, body }) => [method, path, body.name])).toEqual([
    ["POST", "/api/campaigns", "Untitled campaign"],
    ["PUT", "/api/campaigns/7", "Autumn beans"],
  ]);
  expect(localStorage).toHaveLength(0);
});

test("without conditions nobody is described until somebody chooses everyone", async () => {
  const { draft } = open(campaign);
  expect(draft().described).toBe(false);
  act(() => draft().setEveryone(true));
  await quiet();
  expect(asked.at(-1)?.body.rule).toEqual({ logic: "AND", rules: [] });
  expect(draft().described).toBe(true);
});

test("an unfinished condition is not sent, and is here again after a reload", async () => {
  const first = open(campaign);
  const group = first.draft().rule.root.id;
  act(() => first.draft().dispatch({ type: "addCondition", group, id: "c1" }));
  act(() =>
    first.draft().dispatch({ type: "change", id: "c1", change: { metric: "city", operator: "==" }, at: 0 }),
  );
  await quiet();
  expect(asked).toEqual([]);
  expect(first.draft()).toMatchObject({ described: false, written: { unfinished: 1 } });
  first.unmount();

  const second = open(campaign);
  expect(second.draft().kept).toBe("restored");
  expect(second.draft().rule.root.rules).toMatchObject([{ metric: "city", operator: "==" }]);
  const id = second.draft().rule.root.rules[0]?.id ?? "";
  act(() => second.draft().dispatch({ type: "change", id, change: { value: "Bern" }, at: 0 }));
  await quiet();
  expect(asked.at(-1)?.body.rule).toMatchObject({ rules: [{ metric: "city", value: "Bern" }] });
  expect(readKept("7")).toBeNull();
});

test("what the server refuses is told at its field, kept here, and saved once it is mended", async () => {
  refuse = {
    status: 422,
    body: {
      code: "invalid_campaign",
      detail: "No.",
      errors: [{ path: "message.body", code: "x", message: "No name." }],
    },
  };
  const first = open(campaign);
  act(() => first.draft().setForm({ body: "Hi {{ nmae }}" }));
  await quiet();
  expect(first.draft().status).toBe("failed");
  expect(first.draft().about("message.body")).toBe("No name.");
  first.unmount();
  await act(() => vi.advanceTimersByTimeAsync(1));

  const second = open(campaign);
  expect(second.draft().form.body).toBe("Hi {{ nmae }}");
  refuse = null;
  act(() => second.draft().setForm({ body: "Hi" }));
  await quiet();
  expect(second.draft().status).toBe("saved");
  expect(readKept("7")).toBeNull();
});

test("a draft changed elsewhere meanwhile is not overwritten without asking", async () => {
  refuse = { status: 503, body: { code: "away", detail: "Away." } };
  const first = open(campaign);
  act(() => first.draft().setForm({ objective: "Mine" }));
  await quiet();
  first.unmount();
  await act(() => vi.advanceTimersByTimeAsync(1));
  refuse = null;
  asked = [];

  const second = open({ ...campaign, objective: "Theirs" });
  await quiet();
  expect(second.draft()).toMatchObject({ kept: "conflict", form: { objective: "Theirs" } });
  expect(asked).toEqual([]);
  act(() => second.draft().takeKept(true));
  await quiet();
  expect(second.draft().form.objective).toBe("Mine");
  expect(asked.at(-1)?.body.objective).toBe("Mine");
});

test("flush saves what was just typed and answers the id", async () => {
  const { draft } = open(null);
  act(() => draft().setForm({ name: "Now" }));
  let id = "";
  await act(async () => {
    id = await draft().flush();
  });
  expect(id).toBe("7");
  expect(asked).toHaveLength(1);
});
