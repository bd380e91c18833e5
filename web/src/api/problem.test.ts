import { expect, test } from "vitest";
import { describeError, ProblemError, problemOf } from "./problem";

test("a problem document keeps its code, its detail and its field errors", async () => {
  const body = {
    type: "about:blank",
    title: "Invalid",
    status: 422,
    code: "invalid",
    detail: "The time zone is not known.",
    errors: [{ path: "timeZone", code: "unknown", message: "Choose a zone from the list." }],
  };
  const response = new Response(JSON.stringify(body), {
    status: 422,
    headers: { "content-type": "application/problem+json" },
  });
  const problem = await problemOf(response);
  expect(problem).toBeInstanceOf(ProblemError);
  expect(problem.code).toBe("invalid");
  expect(problem.about("timeZone")).toBe("Choose a zone from the list.");
  expect(problem.about("name")).toBeUndefined();
});

test("a proxy's page instead of a problem still says what to do", async () => {
  const problem = await problemOf(new Response("<html>Bad gateway</html>", { status: 502 }));
  expect(problem.status).toBe(502);
  expect(problem.detail).toContain("not reachable");
});

test("JSON cut short is described by its status", async () => {
  const headers = { "content-type": "application/json" };
  const problem = await problemOf(new Response('{"detail": "hal', { status: 500, headers }));
  expect(problem.code).toBe("http_500");
});

test("what is not an error is described all the same", () => {
  expect(describeError("oops").detail).toContain("Something went wrong");
});
