import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, expect, test, vi } from "vitest";
import { meOptions } from "@/api/me";
import type { Api } from "@/api/types";
import { createFormat } from "@/lib/format";
import { CampaignControls } from "./campaign-controls";
import { campaignFixture } from "./campaign-fixture";
import type { Campaign } from "./campaign-queries";
import { consequence } from "./consequence";
import { resendText } from "./resend-dialog";

const format = createFormat({ currency: "EUR", timeZone: "UTC", locale: "en-GB" });
const me = {
  may: ["read", "edit"],
  user: { id: "1", name: "Ana", email: "ana@shop.example", issuer: null },
  workspace: { timeZone: "UTC", channels: [] },
} as unknown as Api<"Me">;
const reasons = [
  { state: "failed", reason: "mailbox full", count: 15 },
  { state: "failed", reason: "unknown address", count: 7 },
  { state: "skipped", reason: "no address", count: 5 },
];
const campaign: Campaign = {
  ...campaignFixture,
  state: "completed",
  stats: { pending: 0, submitted: 0, sent: 580, failed: 22, skipped: 5, uncertain: 8 },
};

/** The controls of a campaign; answers what was asked of the server besides reading. */
function open(of: Campaign = campaign, answers: Record<string, [number, unknown]> = {}) {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const path = new URL(request.url).pathname;
    const name = path.split("/").at(-1) ?? "";
    const text = request.method === "GET" ? "" : await request.text();
    if (request.method !== "GET") asked.push([name, text === "" ? null : JSON.parse(text)]);
    const [status, body] = answers[name] ?? [200, name === "reasons" ? { items: reasons } : of];
    return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(meOptions().queryKey, me);
  const router = createMemoryRouter([
    { path: "/", element: <CampaignControls campaign={of} /> },
    { path: "/campaigns/:id/edit", element: <p>The copy</p> },
  ]);
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return asked;
}

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
function choose(item: string) {
  fireEvent.keyDown(screen.getByRole("button", { name: "More" }), { key: "Enter" });
  fireEvent.click(screen.getByRole("menuitem", { name: item }));
}

afterEach(() => vi.unstubAllGlobals());

test("a resend says how many it is, and sends the failed ones alone unless told otherwise", async () => {
  const asked = open(campaign, { resend: [200, { resent: 22 }] });
  press("Resend…");
  const button = await screen.findByRole("button", { name: "Send 22 messages again" });
  expect(screen.getByRole("alertdialog").textContent).toContain("Uncertain: 8");
  fireEvent.click(button);
  await waitFor(() => expect(asked).toEqual([["resend", { states: ["failed"] }]]));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
});

test("what is uncertain needs its own yes, and says that some get it twice", async () => {
  const asked = open(campaign, { resend: [200, { resent: 30 }] });
  press("Resend…");
  await screen.findByRole("alertdialog");
  expect(screen.queryByText(/a second time/)).toBeNull();
  fireEvent.click(screen.getByRole("checkbox", { name: /^Uncertain/ }));
  expect(screen.getByText(/a second time/)).toBeTruthy();
  press("Send 30 messages again");
  await waitFor(() => expect(asked).toEqual([["resend", { states: ["failed", "uncertain"] }]]));
});

test("nothing chosen sends nothing", async () => {
  open();
  press("Resend…");
  fireEvent.click(await screen.findByRole("checkbox", { name: /^Failed/ }));
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send again" }).disabled).toBe(true);
  expect(resendText([], 0, format).button).toBe("Send again");
});

test("a resend that is refused says why and stays", async () => {
  open(campaign, { resend: [409, { code: "wrong_state", detail: "It was cancelled meanwhile." }] });
  press("Resend…");
  fireEvent.click(await screen.findByRole("button", { name: "Send 22 messages again" }));
  expect(await screen.findByText("It was cancelled meanwhile.")).toBeTruthy();
});

test("a campaign is duplicated into a draft one goes on with", async () => {
  const asked = open(campaign, { duplicate: [201, { ...campaign, id: "8", name: "Autumn (copy)" }] });
  choose("Duplicate");
  expect(await screen.findByText("The copy")).toBeTruthy();
  expect(asked).toEqual([["duplicate", null]]);
});

test("off the schedule means a draft again, and says that nobody is written to", async () => {
  const scheduled: Campaign = {
    ...campaign,
    state: "scheduled",
    scheduledAt: "2026-12-01T08:00:00Z",
    stats: { pending: 0, submitted: 0, sent: 0, failed: 0, skipped: 0, uncertain: 0 },
  };
  const text = consequence("unschedule", scheduled, format).text;
  expect(text).toContain("nobody is written to");
  expect(text).toContain("1 Dec 2026");
  const asked = open(scheduled);
  expect(screen.queryByRole("button", { name: "Resend…" })).toBeNull();
  choose("Take it off the schedule…");
  press("Take it off the schedule");
  await waitFor(() => expect(asked).toEqual([["unschedule", null]]));
});
