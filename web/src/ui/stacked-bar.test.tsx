import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { barParts, StackedBar, type StateCounts } from "./stacked-bar";

const nothing: StateCounts = { pending: 0, submitted: 0, sent: 0, failed: 0, skipped: 0, uncertain: 0 };

test("the bar keeps its order and leaves out what is zero", () => {
  const parts = barParts({ pending: 5, submitted: 4, sent: 1, failed: 2, skipped: 0, uncertain: 3 });
  expect(parts.map((part) => part.state)).toEqual(["sent", "failed", "uncertain", "submitted", "pending"]);
});

test("the shares add up to the whole", () => {
  const parts = barParts({ ...nothing, sent: 9_999_999, failed: 1 });
  expect(parts.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1, 10);
});

test("one message of ten million is still a part that cannot shrink away", () => {
  const { container } = render(<StackedBar stats={{ ...nothing, sent: 9_999_999, failed: 1 }} />);
  const failed = container.querySelector('[data-state="failed"]');
  expect(failed?.className).toContain("min-w-0.5");
  expect(failed?.getAttribute("title")).toContain("<0.1%");
});

test("a campaign without messages is an empty track and divides by nothing", () => {
  const { container } = render(<StackedBar stats={nothing} />);
  expect(barParts(nothing)).toEqual([]);
  expect(screen.getByRole("img").getAttribute("aria-label")).toBe("No messages yet");
  expect(container.querySelectorAll("[data-state]")).toHaveLength(0);
});

test("the bar tells its numbers to who cannot see it", () => {
  render(<StackedBar stats={{ ...nothing, sent: 612, submitted: 38 }} />);
  expect(screen.getByRole("img").getAttribute("aria-label")).toBe("612 sent, 38 in flight");
});
