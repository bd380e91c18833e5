import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { api } from "./client";
import { byCursor } from "./pages";

test("the first page is asked for without a cursor, the next one with that of the page before", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const cursor = new URL(request.url).searchParams.get("cursor");
    asked.push(new URL(request.url).search);
    return Response.json({ items: [], nextCursor: cursor === null ? "b" : null });
  });
  const queries = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(
    () => api.useInfiniteQuery("get", "/api/orders", { params: { query: { limit: 2 } } }, byCursor),
    { wrapper },
  );
  await waitFor(() => expect(result.current.hasNextPage).toBe(true));
  await act(async () => void (await result.current.fetchNextPage()));
  await waitFor(() => expect(result.current.hasNextPage).toBe(false));
  expect(asked).toEqual(["?limit=2", "?limit=2&cursor=b"]);
  vi.unstubAllGlobals();
});
