import type { components } from "./schema";

/** The shapes of the API by their names in `openapi.json`, e.g. `Api<"Customer">`. */
export type Api<Name extends keyof components["schemas"]> = components["schemas"][Name];
