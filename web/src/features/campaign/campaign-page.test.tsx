import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { createFormat } from "@/lib/format";
import { consequence } from "./campaign-controls";
import type { Campaign, CampaignSummary } from "./campaign-queries";
import { readHistoryState } from "./history-state";
import { readLogState, writeLogState } from "./log-state";
import { ProgressCard } from "./progress-card";
import { unknownIn } from "./use-history";

const campaign: Campaign = {
  id: "7",
  name: "Autumn",
  objective: null,
  channel: "email",
  rule: null,
  segmentId: null,
  message: { subject: "Hello", body: "Hi" },
  state: "sending",
  enrolled: 615,
  stats: { pending: 338, submitted: 40, sent: 210, failed: 22, skipped: 5, uncertain: 0 },
  simulated: true,
  problem: null,
  createdAt: "2026-11-23T06:00:00.000Z",
  launchedAt: "2026-11-23T06:00:00.000Z",
  completedAt: null,
};
const format = createFormat({ currency: "EUR", timeZone: "UTC", locale: "en-GB" });

test("the numbers on the card add up to everybody enrolled", () => {
  render(<ProgressCard campaign={campaign} selected={null} onFilter={() => {}} />);
  const shown = screen
    .getAllByRole("button")
    .map((tile) => Number(tile.querySelector("span[aria-hidden]")?.textContent));
  expect(shown).toHaveLength(6);
  expect(shown.reduce((sum, count) => sum + count, 0)).toBe(615);
});

test("a number leads to its messages, and back to all of them", () => {
  const filter = vi.fn();
  const { rerender } = render(<ProgressCard campaign={campaign} selected={null} onFilter={filter} />);
  fireEvent.click(screen.getByRole("button", { name: /Failed/ }));
  expect(filter).toHaveBeenLastCalledWith("failed");
  rerender(<ProgressCard campaign={campaign} selected="failed" onFilter={filter} />);
  expect(screen.getByRole("button", { name: /Failed/ }).getAttribute("aria-pressed")).toBe("true");
  fireEvent.click(screen.getByRole("button", { name: /Failed/ }));
  expect(filter).toHaveBeenLastCalledWith(null);
});

test("pause, resume and cancel say in numbers what they will do", () => {
  expect(consequence("pause", campaign, format).text).toBe(
    "338 messages not handed over yet will wait until you resume. 40 messages in flight still get their answer.",
  );
  expect(consequence("resume", campaign, format).button).toBe("Send 338 messages");
  expect(consequence("cancel", campaign, format).button).toBe("Skip 338 messages and cancel");
  const done = { ...campaign, stats: { ...campaign.stats, pending: 0, submitted: 1 } };
  expect(consequence("cancel", done, format)).toMatchObject({
    text: expect.stringContaining("1 message in flight still gets its answer."),
    button: "Cancel the campaign",
  });
});

test("the log's filters live in the address, and what makes no sense there is ignored", () => {
  const params = new URLSearchParams("state=failed&reason=mailbox+full&search=+ada+&other=1");
  expect(readLogState(params)).toEqual({
    state: "failed",
    reason: "mailbox full",
    search: "ada",
    message: null,
  });
  expect(`${writeLogState(params, { state: null, reason: null, search: "" })}`).toBe("other=1");
  expect(readLogState(new URLSearchParams("state=toString")).state).toBeNull();
  expect(readHistoryState(new URLSearchParams("state=sending&search=x"))).toEqual({
    state: "sending",
    search: "x",
  });
  expect(readHistoryState(new URLSearchParams("state=flying")).state).toBeNull();
});

test("a campaign the list has not got is noticed", () => {
  const summary = (id: string) => ({ ...campaign, id }) as CampaignSummary;
  const data = {
    pages: [
      { items: [summary("1")], nextCursor: "x" },
      { items: [summary("2")], nextCursor: null },
    ],
    pageParams: [],
  };
  expect(unknownIn(data, [summary("2"), summary("3")]).map((each) => each.id)).toEqual(["3"]);
  expect(unknownIn(undefined, [summary("3")])).toHaveLength(1);
});
