import type { components } from "./schema";

type Problem = components["schemas"]["Problem"];
export type FieldError = components["schemas"]["FieldError"];

/** What the server (or the way to it) said instead of an answer. */
export class ProblemError extends Error implements Problem {
  readonly type: string;
  readonly title: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: FieldError[];
  /** The whole document, with whatever extensions it carried. */
  readonly body: Record<string, unknown>;

  constructor(problem: Partial<Problem> & { status: number }) {
    const detail = problem.detail || problem.title || `The server answered ${problem.status}.`;
    super(detail);
    this.name = "ProblemError";
    this.type = problem.type ?? "about:blank";
    this.title = problem.title ?? "Problem";
    this.status = problem.status;
    this.code = problem.code ?? `http_${problem.status}`;
    this.detail = detail;
    this.errors = problem.errors ?? [];
    this.body = { ...problem };
  }

  /** The first message about a field, e.g. `timeZone` or `message.body`. */
  about(path: string): string | undefined {
    return this.errors.find((error) => error.path === path)?.message;
  }
}

/** Reads the problem out of an answer that is not ok, whatever a proxy made of it. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    try {
      const body = (await response.clone().json()) as Partial<Problem>;
      return new ProblemError({ ...body, status: response.status });
    } catch {
      // Not the JSON it claims to be: the status speaks.
    }
  }
  const detail =
    response.status === 502 || response.status === 503 || response.status === 504
      ? "The server is not reachable just now. Check that minicrm is running, then try again."
      : `The server answered ${response.status} without saying why.`;
  return new ProblemError({ status: response.status, detail });
}

/** No answer at all. */
export function unreachable(): ProblemError {
  return new ProblemError({
    status: 0,
    code: "not_reachable",
    title: "Not reachable",
    detail:
      "The server did not answer. Check that minicrm is running and that you are online, then try again.",
  });
}

/** How much of the audience the server has read, 0 to 1, where it has no answer for that reason; else null. */
export function audienceProgress(error: unknown): number | null {
  if (!(error instanceof ProblemError) || error.code !== "audience_loading") return null;
  const { progress } = error.body;
  return typeof progress === "number" ? Math.min(1, Math.max(0, progress)) : 0;
}

/** Whatever was thrown, in words for people. */
export function describeError(error: unknown): { detail: string; code: string | null } {
  if (error instanceof ProblemError) return { detail: error.detail, code: error.code };
  if (error instanceof Error && error.message) return { detail: error.message, code: null };
  return { detail: "Something went wrong in the browser. Reloading the page usually helps.", code: null };
}
