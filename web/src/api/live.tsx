import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { backend } from "./client";
import { LiveConnection, type LiveName, type LiveStatus } from "./live-connection";
import { signedOut } from "./session";
import type { Api } from "./types";

interface LiveData {
  campaigns: Api<"LiveCampaigns">;
  campaign: Api<"Campaign">;
  pipeline: Api<"Pipeline">;
  dashboard: Record<string, never>;
}

const LiveContext = createContext<LiveConnection | null>(null);

/** The key of a query of `api.useQuery`, without its parameters. */
const keyOf = (path: string) => ["get", path] as const;

type CampaignPage = Api<"CampaignPage">;

/** Puts what the stream says about campaigns into every list that shows them; reports whether one was unknown. */
export function mergeCampaigns<Data>(data: Data, fresh: Map<string, Api<"CampaignSummary">>): Data {
  const page = (one: CampaignPage): CampaignPage => ({
    ...one,
    items: one.items.map((item) => fresh.get(item.id) ?? item),
  });
  if (data && typeof data === "object") {
    if ("pages" in data && Array.isArray(data.pages)) return { ...data, pages: data.pages.map(page) };
    if ("items" in data) return page(data as unknown as CampaignPage) as unknown as Data;
  }
  return data;
}

function connect(queries: QueryClient): LiveConnection {
  const live = new LiveConnection(
    (path) => new EventSource(`${backend}${path}`, { withCredentials: true }),
    signedOut,
    () => void queries.invalidateQueries(),
    () => void queries.invalidateQueries({ queryKey: keyOf("/api/auth/me") }),
  );
  live.on("pipeline", (data) => {
    queries.setQueriesData({ queryKey: keyOf("/api/pipeline") }, data);
  });
  live.on("campaign", (data) => {
    const campaign = data as LiveData["campaign"];
    const filter = {
      queryKey: keyOf("/api/campaigns/{id}"),
      predicate: ({ queryKey }: Query) =>
        (queryKey[2] as { params?: { path?: { id?: string } } } | undefined)?.params?.path?.id ===
        campaign.id,
    };
    // An answer still on its way is older than this, and would be the last to come.
    void queries.cancelQueries(filter);
    queries.setQueriesData(filter, campaign);
  });
  live.on("campaigns", (data) => {
    const { items } = data as LiveData["campaigns"];
    const fresh = new Map(items.map((item) => [item.id, item]));
    queries.setQueriesData({ queryKey: keyOf("/api/campaigns/history") }, (old: unknown) =>
      mergeCampaigns(old, fresh),
    );
    queries.setQueriesData(
      { queryKey: keyOf("/api/dashboard") },
      (old: Api<"Dashboard"> | undefined) =>
        old && {
          ...old,
          campaignsInFlight: items.filter((item) => ["sending", "paused"].includes(item.state)),
        },
    );
  });
  let asked = false;
  live.on("dashboard", () => {
    // Ten pulses a second become one question a second.
    if (asked) return;
    asked = true;
    setTimeout(() => {
      asked = false;
      void queries.invalidateQueries({ queryKey: keyOf("/api/dashboard") });
    }, 1000);
  });
  return live;
}

/** Holds the app's one event stream while somebody is signed in. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [live] = useState(() => connect(queries));

  useEffect(() => {
    live.start(document.hidden);
    let hidden: ReturnType<typeof setTimeout> | undefined;
    const wake = () => !document.hidden && live.wake();
    const look = () => {
      clearTimeout(hidden);
      if (document.hidden) hidden = setTimeout(() => live.rest(), hiddenMs);
      else live.wake();
    };
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", look);
      clearTimeout(hidden);
      live.stop();
    };
  }, [live]);

  return <LiveContext value={live}>{children}</LiveContext>;
}

/** How long a tab that is not looked at keeps its stream. */
const hiddenMs = 10_000;

/** A shorter gap heals unseen. */
const patienceMs = 3000;

const noop = () => () => {};

/** How the stream stands; `stale` when what is shown may be old. Pass a campaign's id to have it streamed in full. */
export function useLive(campaign?: string): { status: LiveStatus; stale: boolean } {
  const live = useContext(LiveContext);
  const status = useSyncExternalStore<LiveStatus>(live?.onStatus ?? noop, () => live?.status ?? "connecting");
  const [stale, setStale] = useState(false);

  useEffect(() => {
    if (status === "live") setStale(false);
    if (status !== "offline") return;
    const timer = setTimeout(() => setStale(true), patienceMs);
    return () => clearTimeout(timer);
  }, [status]);

  useEffect(() => {
    if (!live || campaign === undefined) return;
    live.watch(campaign);
    return () => {
      if (live.watched === campaign) live.watch(null);
    };
  }, [live, campaign]);

  return { status, stale };
}

/** Calls `handler` with every event of a name while the component is there. */
export function useLiveEvent<Name extends LiveName>(
  name: Name,
  handler: (data: LiveData[Name]) => void,
): void {
  const live = useContext(LiveContext);
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => live?.on(name, (data) => latest.current(data as LiveData[Name])), [live, name]);
}
