import { renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProblemError } from "@/api/problem";
import { rowsOf } from "./row-totals";
import { forgetUpload, sendFile, stopSending, useUpload } from "./upload";

class FakeRequest {
  static last: FakeRequest;
  upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onload = () => {};
  onerror = () => {};
  onabort = () => {};
  status = 0;
  responseText = "";
  url = "";
  headers: Record<string, string> = {};
  withCredentials = false;
  constructor() {
    FakeRequest.last = this;
  }
  open(_method: string, url: string) {
    this.url = url;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader() {
    return "application/json";
  }
  send() {}
  abort() {
    this.onabort();
  }
  answer(status: number, body: unknown) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload();
  }
}

const file = () => ({
  kind: "orders" as const,
  format: "csv" as const,
  fileName: "orders & more.csv",
  body: new Blob(["email,amount\na@b.co,5\n"]),
  rows: Promise.resolve(1),
});

beforeEach(() => {
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  sessionStorage.clear();
});
afterEach(() => {
  forgetUpload();
  vi.unstubAllGlobals();
});

test("a file is sent raw, its kind and name in the address, and tells how much of it has left", async () => {
  const { result } = renderHook(() => useUpload());
  const sent = sendFile(file());
  const request = FakeRequest.last;
  expect(request.url).toBe("/api/imports?kind=orders&fileName=orders+%26+more.csv");
  expect(request.headers).toEqual({ "content-type": "text/csv" });
  request.upload.onprogress?.({ loaded: 7 });
  await waitFor(() => expect(result.current).toMatchObject({ at: "sending", sent: 7, size: 22 }));
  request.answer(202, { id: "9" });
  await sent;
  await waitFor(() => expect(result.current).toEqual({ at: "arrived", id: "9" }));
  expect(rowsOf("9")).toBe(1);
});

test("a refused file says why, and the next one may be sent", async () => {
  const { result } = renderHook(() => useUpload());
  const refused = sendFile(file());
  FakeRequest.last.answer(413, { code: "too_large", detail: "Split the file." });
  await refused;
  await waitFor(() => expect(result.current.at).toBe("failed"));
  const { error } = result.current as { error: unknown };
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).detail).toBe("Split the file.");
  const again = sendFile(file());
  FakeRequest.last.answer(202, { id: "10" });
  await again;
  await waitFor(() => expect(result.current).toEqual({ at: "arrived", id: "10" }));
});

test("a file that is stopped leaves nothing behind", async () => {
  const { result } = renderHook(() => useUpload());
  const stopped = sendFile(file());
  stopSending();
  await stopped;
  await waitFor(() => expect(result.current).toEqual({ at: "idle" }));
});

test("while a file is on its way no second one is sent and the tab asks before it closes", async () => {
  renderHook(() => useUpload());
  const sent = sendFile(file());
  const first = FakeRequest.last;
  await sendFile(file());
  expect(FakeRequest.last).toBe(first);
  const closing = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(closing);
  expect(closing.defaultPrevented).toBe(true);
  first.onerror();
  await sent;
  const later = new Event("beforeunload", { cancelable: true });
  window.dispatchEvent(later);
  expect(later.defaultPrevented).toBe(false);
});
