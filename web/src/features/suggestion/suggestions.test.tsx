import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import type { Api } from "@/api/types";
import { Suggestions } from "./suggestions";
import { useSuggestions } from "./use-suggestions";

const size = { subject: { characters: 5, limit: 60 }, body: { characters: 40, limit: 20_000 }, parts: null };
const variant = (subject: string, body: string, reason: string): Api<"SuggestionVariant"> => ({
  source: "gemini",
  subject,
  body,
  reason,
  length: body.length,
  size,
  notes: [],
});
const suggestion: Api<"Suggestion"> = {
  source: "gemini",
  label: "Written by Gemini (gemini-flash-latest)",
  note: null,
  variants: [
    variant("First", 'Hi {{ firstName | default("there") }}', "Warm."),
    variant("Second", "Ten percent off", "Short."),
    variant("Third", "A quiet season", "Moody."),
  ],
};
const gemini = {
  available: true,
  source: "gemini",
  name: "Gemini",
  model: "gemini-flash-latest",
  reason: null,
};
const offline = {
  available: false,
  source: "offline",
  name: "The offline copywriter",
  model: null,
  reason: "Set GEMINI_API_KEY.",
};
const variables = [{ name: "firstName", label: "First name", optional: true, example: "Ana", insert: "" }];
const taken = vi.fn();

function Page({ objective: first }: { objective: string }) {
  const [objective, setObjective] = useState(first);
  const suggestions = useSuggestions();
  const [current, setCurrent] = useState({ subject: "", body: "" });
  return (
    <Suggestions
      channel="email"
      objective={objective}
      onObjective={setObjective}
      rule={null}
      variables={variables}
      current={current}
      onTake={(variant) => {
        taken(variant);
        setCurrent({ subject: variant.subject ?? "", body: variant.body });
      }}
      suggestions={suggestions}
    />
  );
}

const open = (objective: string) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Page objective={objective} />
    </QueryClientProvider>,
  );

/** A server whose streams the test writes. */
function server(ai: Api<"Ai"> = gemini) {
  const asked: Api<"SuggestInput">[] = [];
  const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  const signals: AbortSignal[] = [];
  let refusal: Response | null = null;
  vi.stubGlobal("fetch", async (request: Request) => {
    const json = { headers: { "content-type": "application/json" } };
    if (request.url.endsWith("/api/ai")) return new Response(JSON.stringify(ai), json);
    asked.push(await request.json());
    signals.push(request.signal);
    if (refusal) return refusal;
    const body = new ReadableStream<Uint8Array>({ start: (stream) => void streams.push(stream) });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  return {
    asked,
    signals,
    refuse(status: number, problem: unknown) {
      const headers = { "content-type": "application/problem+json" };
      refusal = new Response(JSON.stringify(problem), { status, headers });
    },
    async say(name: string, data: unknown) {
      await vi.waitFor(() => expect(streams.length).toBeGreaterThan(0));
      streams.at(-1)?.enqueue(new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
    },
  };
}

const ask = () => fireEvent.click(screen.getByRole("button", { name: "Suggest messages" }));

afterEach(() => {
  vi.unstubAllGlobals();
  taken.mockReset();
});

test("messages grow as they are written, and are ready one by one", async () => {
  const { asked, say } = server();
  open(" Win back ");
  ask();
  await say("draft", { place: 0, subject: "Fir", body: "Hi {{ firstName" });
  expect(await screen.findByText("Fir")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Use this" })).toBeNull();
  await say("variant", { place: 0, variant: suggestion.variants[0] });
  expect(await screen.findByRole("button", { name: "Use this" })).toBeTruthy();
  await say("done", suggestion);
  expect(await screen.findByText("Written by Gemini (gemini-flash-latest)")).toBeTruthy();
  expect(asked).toEqual([{ objective: "Win back", channel: "email", tone: "friendly" }]);
  expect(screen.getAllByRole("button", { name: "Use this" })).toHaveLength(3);
  expect(screen.getByText("First name")).toBeTruthy();
});

test("one is taken as it is, and marked", async () => {
  const { say } = server();
  open("Win back");
  ask();
  await say("done", suggestion);
  await screen.findByText("Second");
  fireEvent.click(screen.getAllByRole("button", { name: "Use this" })[1] as HTMLElement);
  expect(taken).toHaveBeenCalledWith(suggestion.variants[1]);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "In the message" }).disabled).toBe(true);
});

test("what is stopped keeps what was ready, and the server hears of it", async () => {
  const { say, signals } = server();
  open("Win back");
  ask();
  await say("variant", { place: 0, variant: suggestion.variants[0] });
  await say("draft", { place: 1, subject: "Half", body: "a mess" });
  await screen.findByText("Half");
  fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(screen.queryByText("Half")).toBeNull();
  expect(screen.getByRole("button", { name: "Use this" })).toBeTruthy();
  expect(screen.getAllByText("Stopped. What was ready stays.").length).toBeGreaterThan(0);
  expect(signals[0]?.aborted).toBe(true);
});

test("while the model is silent, messages written without it can be taken", async () => {
  const { say } = server();
  open("Win back");
  ask();
  const meanwhile = {
    ...suggestion,
    source: "offline",
    label: "Written without AI",
    note: "Gemini has not answered yet.",
  };
  await say("meanwhile", meanwhile);
  expect(await screen.findByText("Gemini has not answered yet.")).toBeTruthy();
  expect(screen.getByText("Written without AI")).toBeTruthy();
  fireEvent.click(screen.getAllByRole("button", { name: "Use this" })[2] as HTMLElement);
  expect(taken).toHaveBeenCalledWith(suggestion.variants[2]);
  await say("done", { ...meanwhile, note: "Gemini did not answer within 30 seconds." });
  expect(await screen.findByText("Gemini did not answer within 30 seconds.")).toBeTruthy();
});

test("another one is made of a message, and the first ones stay", async () => {
  const { asked, say } = server();
  open("Win back");
  ask();
  await say("done", suggestion);
  await screen.findByText("Second");
  const [button] = screen.getAllByRole("button", { name: "Change" });
  fireEvent.keyDown(button as HTMLElement, { key: "Enter" });
  fireEvent.click(await screen.findByRole("menuitem", { name: "Shorter" }));
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[1]?.change).toEqual({ kind: "shorter", subject: "First", body: suggestion.variants[0]?.body });
  await say("done", { ...suggestion, variants: [variant("Brief", "Ten off", "Brief.")] });
  expect(await screen.findByText("Brief")).toBeTruthy();
  expect(screen.getAllByRole("button", { name: "Use this" })).toHaveLength(4);
});

test("without a model the page says so, and offers no change", async () => {
  const { say } = server(offline);
  open("Win back");
  expect(await screen.findByText(/no language model is set up/)).toBeTruthy();
  ask();
  await say("done", { ...suggestion, source: "offline", label: "Written without AI" });
  expect(await screen.findByText("Written without AI")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Change" })).toBeNull();
});

test("nothing is asked without an objective", () => {
  const { asked } = server();
  open("  ");
  ask();
  expect(asked).toEqual([]);
  expect(screen.getByText("Say in a few words what the message is for")).toBeTruthy();
});

test("when no suggestion comes, that is said and nothing else is touched", async () => {
  const { refuse } = server();
  refuse(500, { code: "internal", detail: "The copywriter did not answer." });
  open("Win back");
  ask();
  expect(await screen.findByText(/The copywriter did not answer/)).toBeTruthy();
  expect(screen.getByText("Your own text is untouched.")).toBeTruthy();
});
