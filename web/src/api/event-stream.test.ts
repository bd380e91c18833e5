import { expect, test } from "vitest";
import { eventReader } from "./event-stream";

test("events come whole however the stream is cut", () => {
  const stream =
    'event: draft\ndata: {"body": "é"}\n\n: still here\n\nevent: done\r\ndata: {"n":\r\ndata: 1}\r\n\r\n';
  for (let size = 1; size <= stream.length; size++) {
    const read = eventReader();
    const events = [];
    for (let at = 0; at < stream.length; at += size) events.push(...read(stream.slice(at, at + size)));
    expect(events.map((event) => event.name)).toContain("draft");
    expect(events.at(-1)).toEqual({ name: "done", data: { n: 1 } });
  }
});

test("what is not JSON is passed over", () => {
  expect(eventReader()("data: <html>\n\n")).toEqual([]);
});
