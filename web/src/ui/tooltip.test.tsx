import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { place, Tooltip, TooltipProvider } from "./tooltip";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const view = { width: 400, height: 300 };
const size = { width: 100, height: 20 };
const box = (left: number, top: number) => ({
  left,
  top,
  right: left + 40,
  bottom: top + 20,
  width: 40,
  height: 20,
});

test("a tooltip stands above and turns below where there is no room", () => {
  expect(place(box(180, 100), size, "top", view)).toEqual({ left: 150, top: 74 });
  expect(place(box(180, 4), size, "top", view)).toEqual({ left: 150, top: 30 });
});

test("a tooltip never leaves the window", () => {
  expect(place(box(0, 100), size, "top", view).left).toBe(8);
  expect(place(box(380, 100), size, "top", view).left).toBe(292);
});

test("a tooltip comes after a moment of pointing and goes with Escape", () => {
  render(
    <TooltipProvider>
      <Tooltip text="Copies the id">
        <button type="button">Copy</button>
      </Tooltip>
    </TooltipProvider>,
  );
  const button = screen.getByText("Copy");
  expect(button.getAttribute("aria-description")).toBe("Copies the id");
  fireEvent.pointerEnter(button, { pointerType: "mouse" });
  expect(screen.queryByText("Copies the id")).toBeNull();
  act(() => vi.advanceTimersByTime(400));
  expect(screen.getByText("Copies the id").getAttribute("role")).toBe("tooltip");
  fireEvent.keyDown(window, { key: "Escape" });
  expect(screen.queryByText("Copies the id")).toBeNull();
});
