import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { meOptions } from "@/api/me";
import type { Api } from "@/api/types";
import { FormatProvider } from "@/lib/format-context";
import { campaignFixture } from "./campaign-fixture";
import { ScheduleDialog, type ScheduleDialogProps } from "./schedule-dialog";

vi.mock("@/lib/now", () => ({ useNow: () => Date.parse("2026-11-23T20:30:00Z") }));

const me = { may: ["edit"], workspace: { timeZone: "Europe/Berlin" } } as unknown as Api<"Me">;
const preview = { count: 650, reachable: { email: 612, sms: 0 }, total: 2357, sample: [], tookMs: 1 };
const scheduled = vi.fn();
let asked: unknown[] = [];
let answer: [number, unknown] = [200, { ...campaignFixture, scheduledAt: "2026-12-01T08:00:00Z" }];

beforeEach(() => {
  asked = [];
  answer = [200, { ...campaignFixture, scheduledAt: "2026-12-01T08:00:00Z" }];
  scheduled.mockReset();
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push([new URL(request.url).pathname, await request.json()]);
    const headers = { "content-type": "application/json" };
    return new Response(JSON.stringify(answer[1]), { status: answer[0], headers });
  });
});

afterEach(() => vi.unstubAllGlobals());

function open(change: Partial<ScheduleDialogProps> = {}) {
  const queries = new QueryClient();
  queries.setQueryData(meOptions().queryKey, me);
  render(
    <QueryClientProvider client={queries}>
      <FormatProvider currency="EUR" timeZone="Europe/Berlin">
        <ScheduleDialog
          flush={async () => "7"}
          preview={preview}
          channel="email"
          everyone={false}
          scheduledAt={null}
          onScheduled={scheduled}
          onClose={() => {}}
          {...change}
        />
      </FormatProvider>
    </QueryClientProvider>,
  );
}

const set = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const submit = () => fireEvent.submit(document.querySelector("form") as HTMLFormElement);

test("a time of the workspace's clock is sent as it is, and said as a distance before", async () => {
  open();
  const text = () => screen.getByRole("dialog").textContent;
  expect(text()).toContain("Europe/Berlin");
  expect(text()).toContain("650 customers match, and 612 of them can be reached by email");
  set("Date", "2026-11-24");
  set("Time", "00:30");
  expect(text()).toContain("In 3 hours");
  submit();
  await waitFor(() => expect(scheduled).toHaveBeenCalledWith("7"));
  expect(asked).toEqual([["/api/campaigns/7/schedule", { at: "2026-11-24T00:30" }]]);
});

test("what has passed is not asked for", () => {
  open();
  set("Date", "2026-11-23");
  set("Time", "21:29");
  submit();
  expect(screen.getByText("This has passed: choose a time to come.")).toBeTruthy();
  expect(asked).toEqual([]);
});

test("a usual time is one press away, and moving begins with the time it has", () => {
  open({ scheduledAt: "2026-12-01T08:00:00Z" });
  expect(screen.getByLabelText<HTMLInputElement>("Date").value).toBe("2026-12-01");
  expect(screen.getByLabelText<HTMLInputElement>("Time").value).toBe("09:00");
  fireEvent.click(screen.getByRole("button", { name: "Next Monday, 09:00" }));
  expect(screen.getByLabelText<HTMLInputElement>("Date").value).toBe("2026-11-30");
  expect(screen.getByRole("button", { name: /^Move to/ })).toBeTruthy();
});

test("everyone needs a yes of its own", async () => {
  open({ everyone: true });
  const button = () => screen.getByRole<HTMLButtonElement>("button", { name: /^Schedule for/ });
  expect(button().disabled).toBe(true);
  fireEvent.click(screen.getByRole("checkbox"));
  expect(button().disabled).toBe(false);
  submit();
  await waitFor(() =>
    expect(asked).toEqual([["/api/campaigns/7/schedule", { at: "2026-11-24T09:00", confirmEveryone: true }]]),
  );
});

test("what the server refuses stands at the date, or says that nothing was scheduled", async () => {
  const errors = [{ path: "at", code: "in_the_past", message: "expected a time to come" }];
  answer = [422, { code: "in_the_past", detail: "No.", errors }];
  open();
  submit();
  expect(await screen.findByText("expected a time to come")).toBeTruthy();
  answer = [409, { code: "wrong_state", detail: "It was launched meanwhile." }];
  submit();
  expect(await screen.findByText("It was launched meanwhile.")).toBeTruthy();
  expect(screen.getByText("Nothing was scheduled.")).toBeTruthy();
});
