import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, renderHook, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";
import { meOptions } from "@/api/me";
import type { Api } from "@/api/types";
import { Checklist } from "./checklist";
import { usePutAway } from "./put-away";

const nothing = { data: false, segment: false, message: false, launched: false, channel: false };
const me = {
  workspace: { id: "5", channels: [{ channel: "email", via: "simulator", simulated: true }] },
} as unknown as Api<"Me">;

beforeEach(() => localStorage.clear());

function shown(checklist: Api<"Checklist">, onPutAway = () => {}) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 60_000 } } });
  queries.setQueryData(meOptions().queryKey, me);
  return (
    <MemoryRouter>
      <QueryClientProvider client={queries}>
        <Checklist checklist={checklist} onPutAway={onPutAway} />
      </QueryClientProvider>
    </MemoryRouter>
  );
}

const step = (name: RegExp) => screen.getByRole("button", { name });

test("an empty workspace sees the three ways to bring data, the demo shop in one click", () => {
  render(shown(nothing));
  expect(screen.getByText("0 of 5 done")).toBeDefined();
  expect(step(/^Bring data.*to do/).getAttribute("aria-expanded")).toBe("true");
  expect(screen.getByRole("button", { name: "Load the demo shop" })).toBeDefined();
  expect(screen.getByRole("link", { name: "Import a file" }).getAttribute("href")).toBe("/import");
});

test("a step ticks itself and the next one opens", () => {
  const { rerender } = render(shown(nothing));
  rerender(shown({ ...nothing, data: true }));
  expect(step(/^Bring data.*done/).getAttribute("aria-expanded")).toBe("false");
  expect(screen.getByRole("link", { name: "Describe an audience" }).getAttribute("href")).toBe(
    "/campaigns/new",
  );
});

test("what a real channel needs is named", () => {
  render(shown({ ...nothing, data: true, segment: true, message: true, launched: true }));
  expect(screen.getByText(/VENDOR_URL=/)).toBeDefined();
  expect(screen.getByText(/Every channel goes to the simulator now/)).toBeDefined();
});

test("the list can be put away only after everything was tried", () => {
  const putAway = vi.fn();
  const { rerender } = render(shown({ ...nothing, data: true }, putAway));
  expect(screen.queryByRole("button", { name: "Put away" })).toBeNull();
  rerender(shown({ data: true, segment: true, message: true, launched: true, channel: false }, putAway));
  fireEvent.click(screen.getByRole("button", { name: "Put away" }));
  expect(putAway).toHaveBeenCalledOnce();
});

test("this browser remembers a list that was put away, for its workspace only", () => {
  const { result } = renderHook(() => usePutAway("5"));
  result.current[1](true);
  expect(renderHook(() => usePutAway("5")).result.current[0]).toBe(true);
  expect(renderHook(() => usePutAway("6")).result.current[0]).toBe(false);
});
