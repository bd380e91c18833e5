import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { LaunchDialog, type LaunchDialogProps } from "./launch-dialog";

const preview = { count: 650, reachable: { email: 612, sms: 0 }, total: 2357, sample: [], tookMs: 1 };
const launched = vi.fn();

function open(change: Partial<LaunchDialogProps> = {}) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <LaunchDialog
        open
        onOpenChange={() => {}}
        flush={async () => "7"}
        preview={preview}
        channel="email"
        everyone={false}
        simulated
        onLaunched={launched}
        {...change}
      />
    </QueryClientProvider>,
  );
}

const answer = (status: number, body: unknown) => {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push([request.method, new URL(request.url).pathname, await request.json()]);
    return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  });
  return asked;
};

const send = () => screen.getByRole<HTMLButtonElement>("button", { name: "Send to 612 people now" });

afterEach(() => {
  vi.unstubAllGlobals();
  launched.mockReset();
});

test("the consequence is told in numbers before anything goes out", async () => {
  const asked = answer(200, { id: "7", state: "sending" });
  open();
  const text = screen.getByRole("alertdialog").textContent;
  expect(text).toContain("650 customers match");
  expect(text).toContain("612 of them can be reached by email; 38 cannot");
  expect(text).toContain("nobody receives anything");
  expect(asked).toEqual([]);
  fireEvent.click(send());
  await waitFor(() => expect(launched).toHaveBeenCalledWith("7"));
  expect(asked).toEqual([["POST", "/api/campaigns/7/launch", { confirmEveryone: false }]]);
});

test("everyone needs a yes of its own", async () => {
  const asked = answer(200, { id: "7", state: "sending" });
  open({ everyone: true });
  expect(send().disabled).toBe(true);
  fireEvent.click(screen.getByRole("checkbox"));
  expect(send().disabled).toBe(false);
  fireEvent.click(send());
  await waitFor(() => expect(launched).toHaveBeenCalled());
  expect(asked).toEqual([["POST", "/api/campaigns/7/launch", { confirmEveryone: true }]]);
});

test("a launch that does not work says why and stays", async () => {
  answer(409, { code: "nobody_reachable", detail: "Nobody can be reached any more. Nothing was sent." });
  open();
  fireEvent.click(send());
  expect(await screen.findByText("Nobody can be reached any more. Nothing was sent.")).toBeTruthy();
  expect(launched).not.toHaveBeenCalled();
});

test("nothing is launched that could not be saved", async () => {
  const asked = answer(200, {});
  open({ flush: () => Promise.reject(new Error("The draft could not be saved.")) });
  fireEvent.click(send());
  expect(await screen.findByText("The draft could not be saved.")).toBeTruthy();
  expect(asked).toEqual([]);
});
