import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useSearchText } from "./use-search-text";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function searching(address: string) {
  const write = vi.fn();
  const hook = renderHook(({ inAddress }) => useSearchText(inAddress, write), {
    initialProps: { inAddress: address },
  });
  const type = (text: string) => act(() => hook.result.current[1](text));
  const wait = () => act(() => vi.advanceTimersByTime(250));
  return { write, hook, type, wait, text: () => hook.result.current[0] };
}

test("what is typed reaches the address once it stands still, without blanks around it", () => {
  const { write, type, wait } = searching("");
  type("a");
  type("ad ");
  expect(write).not.toHaveBeenCalled();
  wait();
  expect(write.mock.calls).toEqual([["ad"]]);
});

test("going back in the browser changes the field and writes nothing", () => {
  const { write, hook, type, wait, text } = searching("");
  type("ada");
  wait();
  hook.rerender({ inAddress: "ada" });
  hook.rerender({ inAddress: "" });
  wait();
  expect(text()).toBe("");
  expect(write).toHaveBeenCalledTimes(1);
});
