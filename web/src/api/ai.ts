import { api } from "./client";

/** Who writes suggestions here; it changes only when the server starts with other settings. */
export const aiOptions = () => api.queryOptions("get", "/api/ai", {}, { staleTime: 300_000 });
