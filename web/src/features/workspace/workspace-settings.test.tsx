import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { createMemoryRouter, Link, RouterProvider } from "react-router";
import { afterEach, expect, test, vi } from "vitest";
import type { Api } from "@/api/types";
import { LimitsForm, recipientsOf } from "./limits-form";
import { SenderForm } from "./sender-form";
import { UnsavedGuard } from "./unsaved";
import { VoiceForm } from "./voice-form";

const workspace: Api<"Workspace"> = {
  id: "1",
  name: "Hazel",
  currency: "EUR",
  timeZone: "UTC",
  voice: null,
  sender: { name: null, email: null, replyTo: null, postalAddress: null },
  consentMode: "optOut",
  mostRecipients: null,
  configured: true,
  channels: [],
  createdAt: "2026-01-01T00:00:00.000Z",
};
const preview = { count: 9, total: 9, reachable: { email: 7, sms: 2 }, sample: [], tookMs: 1 };

/** The settings of an owner, and another page to go to. Answers what is saved. */
function open(answer: (body: unknown) => [number, unknown] = () => [200, workspace]) {
  const saved: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const body = await request.json();
    const put = request.method === "PUT";
    if (put) saved.push(body);
    const [status, text] = put ? answer(body) : [200, preview];
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(text), { status, headers });
  });
  const settings = (
    <UnsavedGuard>
      <VoiceForm workspace={workspace} />
      <SenderForm workspace={workspace} />
      <LimitsForm workspace={workspace} />
      <Link to="/other">Elsewhere</Link>
    </UnsavedGuard>
  );
  const router = createMemoryRouter([
    { path: "/", element: settings },
    { path: "/other", element: <p>Another page</p> },
  ]);
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return saved;
}

const save = (name: string) =>
  fireEvent.click(within(screen.getByRole("form", { name })).getByRole("button", { name: "Save" }));
const type = (label: RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

afterEach(() => vi.unstubAllGlobals());

test("a section saves what it is about and nothing else", async () => {
  const saved = open(() => [200, { ...workspace, voice: "Dry." }]);
  type(/How the shop speaks/, "  Dry.  ");
  save("Brand voice");
  await waitFor(() => expect(saved).toEqual([{ voice: "Dry." }]));
  await waitFor(() => expect(screen.queryByText("Discard changes")).toBeNull());
});

test("a voice that is too long is said before it is sent", async () => {
  const saved = open();
  type(/How the shop speaks/, "é".repeat(1001));
  expect(screen.getByText("1,001 of 1,000")).toBeTruthy();
  save("Brand voice");
  expect(await screen.findByText("Shorten it to 1,000 characters or fewer.")).toBeTruthy();
  expect(saved).toEqual([]);
});

test("what the server finds wrong stands at its field", async () => {
  const errors = [{ path: "sender.replyTo", code: "invalid_email", message: "expected an email address" }];
  open(() => [422, { code: "invalid_settings", detail: "Nothing was changed.", errors }]);
  type(/Answers go to/, "nobody");
  save("Email sender");
  expect(await screen.findByText("expected an email address")).toBeTruthy();
  expect(screen.getByLabelText(/Answers go to/).getAttribute("aria-invalid")).toBe("true");
});

test("numbers are read as people write them", () => {
  expect(["", " ", "10000", "10,000", "10.000", "1 000 000"].map(recipientsOf)).toEqual([
    null,
    null,
    10_000,
    10_000,
    10_000,
    1_000_000,
  ]);
  expect(["0", "-5", "1.5", "ten", "1,00", "2000000000"].map(recipientsOf)).toEqual(Array(6).fill("wrong"));
});

test("a page with something unsaved on it is not left without a question", async () => {
  open();
  type(/How the shop speaks/, "Loud.");
  fireEvent.click(screen.getByRole("link", { name: "Elsewhere" }));
  expect((await screen.findByRole("alertdialog")).textContent).toContain(
    "Changed and not saved: Brand voice",
  );
  fireEvent.click(screen.getByRole("button", { name: "Stay" }));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(screen.getByLabelText<HTMLTextAreaElement>(/How the shop speaks/).value).toBe("Loud.");
  const closing = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(closing);
  expect(closing.defaultPrevented).toBe(true);
  fireEvent.click(screen.getByRole("link", { name: "Elsewhere" }));
  fireEvent.click(await screen.findByRole("button", { name: "Leave without saving" }));
  expect(await screen.findByText("Another page")).toBeTruthy();
});

test("discarding makes the way free", async () => {
  open();
  type(/Most people/, "5");
  fireEvent.click(screen.getByRole("button", { name: "Discard changes" }));
  await waitFor(() => expect(screen.queryByText("Discard changes")).toBeNull());
  fireEvent.click(screen.getByRole("link", { name: "Elsewhere" }));
  expect(await screen.findByText("Another page")).toBeTruthy();
});
