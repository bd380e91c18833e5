import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { createFormat } from "@/lib/format";
import { campaignFixture } from "./campaign-fixture";
import type { Campaign, CampaignSummary } from "./campaign-queries";
import { consequence } from "./consequence";
import { readHistoryState } from "./history-state";
import { readLogState, writeLogState } from "./log-state";
import { ProgressCard } from "./progress-card";
import { ProgressText } from "./progress-text";
import { unknownIn } from "./use-history";
import { logFileOf } from "./use-log";

const campaign = campaignFixture;
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

test("the file holds what the filters leave", () => {
  const state = { state: "failed", reason: "mailbox full", search: "", message: "7-3" } as const;
  expect(logFileOf("7", state)).toBe("/api/campaigns/7/messages.csv?state=failed&reason=mailbox+full");
  expect(logFileOf("7", readLogState(new URLSearchParams()))).toBe("/api/campaigns/7/messages.csv");
});

test("how far it is stands in numbers, and why it does not move", () => {
  const text = (change: Partial<Campaign>) => {
    const { container, unmount } = render(<ProgressText campaign={{ ...campaign, ...change }} />);
    const seen = container.textContent;
    unmount();
    return seen;
  };
  expect(text({})).toBe("237 of 615 done, measuring…");
  expect(text({ state: "paused" })).toBe("237 of 615 done, paused");
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
