import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import type { Api } from "@/api/types";
import { Suggestions } from "./suggestions";

const suggestion: Api<"Suggestion"> = {
  source: "offline",
  label: "Written without AI",
  variants: [
    { subject: "First", body: 'Hi {{ firstName | default("there") }}', reason: "Warm.", length: 40 },
    { subject: "Second", body: "Ten percent off", reason: "Short.", length: 15 },
    { subject: "Third", body: "A quiet season", reason: "Moody.", length: 14 },
  ],
};
const variables = [{ name: "firstName", label: "First name", optional: true, example: "Ana", insert: "" }];
const taken = vi.fn();

function Page({ objective: first }: { objective: string }) {
  const [objective, setObjective] = useState(first);
  const [asked, setAsked] = useState<Api<"SuggestInput"> | null>(null);
  const [current, setCurrent] = useState({ subject: "", body: "" });
  return (
    <Suggestions
      channel="email"
      objective={objective}
      onObjective={setObjective}
      variables={variables}
      current={current}
      onTake={(variant) => {
        taken(variant);
        setCurrent({ subject: variant.subject ?? "", body: variant.body });
      }}
      asked={asked}
      onAsk={setAsked}
    />
  );
}

const open = (objective: string) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Page objective={objective} />
    </QueryClientProvider>,
  );

const answer = (status: number, body: unknown) => {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(await request.json());
    return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  });
  return asked;
};

const ask = () => fireEvent.click(screen.getByRole("button", { name: "Suggest messages" }));

afterEach(() => {
  vi.unstubAllGlobals();
  taken.mockReset();
});

test("three messages come as cards, labelled by who wrote them, variables by their names", async () => {
  const asked = answer(200, suggestion);
  open(" Win back ");
  ask();
  expect(await screen.findByText("Written without AI")).toBeTruthy();
  expect(asked).toEqual([{ objective: "Win back", channel: "email" }]);
  expect(screen.getAllByRole("listitem")).toHaveLength(3);
  expect(screen.getByText("First name")).toBeTruthy();
});

test("one is taken as it is, and marked", async () => {
  answer(200, suggestion);
  open("Win back");
  ask();
  await screen.findByText("Second");
  fireEvent.click(screen.getAllByRole("button", { name: "Use this" })[1] as HTMLElement);
  expect(taken).toHaveBeenCalledWith(suggestion.variants[1]);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "In the message" }).disabled).toBe(true);
});

test("nothing is asked without an objective", () => {
  const asked = answer(200, suggestion);
  open("  ");
  ask();
  expect(asked).toEqual([]);
  expect(screen.getByText("Say in a few words what the message is for")).toBeTruthy();
});

test("when no suggestion comes, that is said and nothing else is touched", async () => {
  answer(500, { code: "internal", detail: "The copywriter did not answer." });
  open("Win back");
  ask();
  expect(await screen.findByText(/The copywriter did not answer/)).toBeTruthy();
  expect(screen.getByText("Your own text is untouched.")).toBeTruthy();
});
