import { backend } from "./client";
import { ProblemError, problemOf, unreachable } from "./problem";
import { signedOut } from "./session";

/** One server-sent event; `data` is the JSON it carried. */
export interface ServerEvent {
  name: string;
  data: unknown;
}

/** Puts the pieces of a stream together to events, wherever they are cut. */
export function eventReader(): (piece: string) => ServerEvent[] {
  let rest = "";
  return (piece) => {
    rest += piece;
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? "";
    return blocks.flatMap(eventOf);
  };
}

function eventOf(block: string): ServerEvent[] {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
  }
  if (data.length === 0) return [];
  try {
    return [{ name, data: JSON.parse(data.join("\n")) }];
  } catch {
    return [];
  }
}

/**
 * Posts JSON and hands over every event of the answer, until it ends or `signal` stops it. Whatever is not a stream is
 * thrown as a `ProblemError`; being stopped is no error.
 */
export async function postForEvents(
  path: string,
  body: unknown,
  signal: AbortSignal,
  onEvent: (event: ServerEvent) => void,
): Promise<void> {
  const request = new Request(`${backend || location.origin}${path}`, {
    method: "POST",
    credentials: "include",
    headers: { accept: "text/event-stream", "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  try {
    const response = await fetch(request);
    if (!response.ok) {
      const problem = await problemOf(response);
      if (problem.status === 401) signedOut();
      throw problem;
    }
    if (!response.body) throw unreachable();
    const read = eventReader();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (const event of read(value)) onEvent(event);
    }
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof ProblemError ? error : unreachable();
  }
}
