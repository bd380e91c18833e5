import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, expect, test, vi } from "vitest";
import { DeleteSegment } from "./delete-segment";

afterEach(() => vi.unstubAllGlobals());

const nobody = { segments: [], campaigns: [] };

function open(users: unknown[], refused = false) {
  const deleted: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const answer = (body: unknown, status = 200) =>
      new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
    if (request.method !== "DELETE") return answer(users.length > 1 ? users.shift() : users[0]);
    deleted.push(new URL(request.url).pathname);
    if (refused) return answer({ code: "segment_in_use", detail: "A campaign uses it." }, 409);
    return new Response(null, { status: 204 });
  });
  const onDeleted = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <DeleteSegment segment={{ id: "7", name: "Regulars" }} onClose={() => {}} onDeleted={onDeleted} />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  return { deleted, onDeleted };
}

const button = () => screen.getByRole<HTMLButtonElement>("button", { name: "Delete the segment" });

test("a segment that nothing refers to is deleted", async () => {
  const { deleted, onDeleted } = open([nobody]);
  await waitFor(() => expect(button().disabled).toBe(false));
  fireEvent.click(button());
  await waitFor(() => expect(onDeleted).toHaveBeenCalled());
  expect(deleted).toEqual(["/api/segments/7"]);
});

test("one in use cannot be deleted, and what uses it is a click away", async () => {
  open([{ segments: [{ id: "8", name: "Best" }], campaigns: [{ id: "3", name: "Spring", state: "draft" }] }]);
  const link = await screen.findByRole("link", { name: "Best" });
  expect(link.getAttribute("href")).toBe("/segments/8");
  expect(screen.getByRole("link", { name: "Spring" }).getAttribute("href")).toBe("/campaigns/3");
  expect(button().disabled).toBe(true);
});

test("one that somebody began to use in the meantime says by what", async () => {
  const used = { segments: [], campaigns: [{ id: "3", name: "Spring", state: "draft" }] };
  const { onDeleted } = open([nobody, used], true);
  await waitFor(() => expect(button().disabled).toBe(false));
  fireEvent.click(button());
  expect(await screen.findByRole("link", { name: "Spring" })).toBeTruthy();
  expect(onDeleted).not.toHaveBeenCalled();
});
