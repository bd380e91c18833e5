import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Api } from "@/api/types";
import { WordsField } from "./words-field";

const onRule = vi.fn();
let queries: QueryClient;

function open(available: boolean, status = 200, answer: unknown = null) {
  const asked: unknown[] = [];
  queries = new QueryClient();
  const ai: Api<"Ai"> = { available, source: "gemini", name: "Gemini", model: null, reason: null };
  vi.stubGlobal("fetch", async (request: Request) => {
    const get = request.url.endsWith("/api/ai");
    if (!get) asked.push(await request.json());
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(get ? ai : answer), { status: get ? 200 : status, headers });
  });
  render(
    <QueryClientProvider client={queries}>
      <WordsField onRule={onRule} onUndo={() => {}} />
    </QueryClientProvider>,
  );
  return asked;
}

async function ask(words: string) {
  fireEvent.change(await screen.findByRole("textbox", { name: /In words/ }), { target: { value: words } });
  fireEvent.click(screen.getByRole("button", { name: "Make conditions" }));
}

afterEach(() => {
  vi.unstubAllGlobals();
  onRule.mockReset();
});

test("words become a rule in the builder, and what is left out is said", async () => {
  const rule = { logic: "AND", rules: [{ metric: "visits", operator: ">", value: 3 }] };
  const asked = open(true, 200, {
    source: "gemini",
    rule,
    sentence: "Customers where …",
    cannot: ["Opens are not known."],
    notes: ["No customer has “Atlantis” as city now."],
  });
  await ask(" Regulars who open ");
  expect(await screen.findByText(/Opens are not known/)).toBeTruthy();
  expect(screen.getByText(/Atlantis/)).toBeTruthy();
  expect(asked).toEqual([{ words: "Regulars who open" }]);
  expect(onRule.mock.calls[0]?.[0]).toMatchObject({ logic: "AND", rules: [{ metric: "visits", value: 3 }] });
});

test("words that make no rule leave the builder as it was", async () => {
  open(true, 200, { source: "gemini", rule: null, sentence: null, cannot: ["Nothing to ask."], notes: [] });
  await ask("Nice people");
  expect(await screen.findByText(/Nothing to ask/)).toBeTruthy();
  expect(onRule).not.toHaveBeenCalled();
});

test("trouble is said with its reason", async () => {
  open(true, 503, { code: "ai_unavailable", detail: "Gemini cannot be reached." });
  await ask("Romans");
  expect(await screen.findByText("Gemini cannot be reached.")).toBeTruthy();
  expect(onRule).not.toHaveBeenCalled();
});

test("without a model there is no field", async () => {
  open(false);
  await vi.waitFor(() => expect(queries.getQueryCache().getAll()[0]?.state.status).toBe("success"));
  expect(screen.queryByRole("textbox")).toBeNull();
});
