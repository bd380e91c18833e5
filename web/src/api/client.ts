import createClient, { type Middleware } from "openapi-fetch";
import createQuery from "openapi-react-query";
import { problemOf, unreachable } from "./problem";
import type { paths } from "./schema";
import { signedOut } from "./session";

/** Where the server is: the same origin unless the app stands on its own. */
export const backend: string = import.meta.env.VITE_BASE_URL_BACKEND?.replace(/\/$/, "") ?? "";

/** Everything that is not an answer is thrown as a `ProblemError`. */
const problems: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return undefined;
    const problem = await problemOf(response);
    if (problem.status === 401 && problem.code !== "link_invalid") signedOut();
    throw problem;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    return unreachable();
  },
};

/** Typed calls outside of components: `client.GET("/api/customers/{id}", …)`. */
export const client = createClient<paths>({
  baseUrl: backend || (typeof location === "undefined" ? "" : location.origin),
  credentials: "include",
  fetch: (request) => fetch(request),
});
client.use(problems);

/** Typed hooks: `api.useQuery("get", "/api/customers", …)`, `api.useMutation(…)`, `api.queryOptions(…)`. */
export const api = createQuery(client);
