/** How the live stream stands. `offline`: what is on the screen may be old. */
export type LiveStatus = "connecting" | "live" | "offline";

export type LiveName = "campaigns" | "campaign" | "pipeline" | "dashboard";
type Handler = (data: unknown) => void;

const names: readonly LiveName[] = ["campaigns", "campaign", "pipeline", "dashboard"];
const firstDelayMs = 500;
const longestDelayMs = 30_000;

export interface LiveSource {
  readyState: number;
  addEventListener(type: string, listener: (event: MessageEvent) => void): void;
  close(): void;
}

/** Waits longer after every failure, up to half a minute, never two browsers in step. `random` is 0 to 1. */
export function retryDelay(failures: number, random: number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures, 10));
  return delay / 2 + (delay / 2) * random;
}

/** The one event stream of the app: opens, falls, comes back, and ends with the session. */
export class LiveConnection {
  private source: LiveSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private running = false;
  private missed = false;
  private campaign: string | null = null;
  private current: LiveStatus = "connecting";
  private readonly handlers = new Map<LiveName, Set<Handler>>();
  private readonly statusListeners = new Set<() => void>();

  constructor(
    private readonly open: (path: string) => LiveSource,
    /** The session ended. */
    private readonly onEnd: () => void,
    /** The stream is back after a gap: whatever was missed has to be read again. */
    private readonly onResume: () => void,
    /** The stream was refused: perhaps nobody is signed in any more. */
    private readonly onRefused: () => void,
  ) {}

  get status(): LiveStatus {
    return this.current;
  }

  /** With `resting`, only from the first `wake` on. */
  start(resting = false): void {
    if (this.running) return;
    this.running = true;
    this.failures = 0;
    this.missed = resting;
    this.set("connecting");
    if (!resting) this.connect();
  }

  stop(): void {
    this.running = false;
    this.close();
  }

  /**
   * Lets go of the stream until `wake`: a browser opens only a handful of connections to a server, for all of
   * its tabs together, and a tab nobody looks at must not keep one from the others.
   */
  rest(): void {
    if (!this.running) return;
    this.close();
    this.missed = true;
    this.set("connecting");
  }

  /** Tries at once, e.g. because the browser is online again or the tab is looked at. */
  wake(): void {
    if (this.running && this.source === null) {
      clearTimeout(this.timer);
      this.connect();
    }
  }

  /** Also streams one campaign in full; null for none. */
  watch(campaign: string | null): void {
    if (this.campaign === campaign) return;
    this.campaign = campaign;
    if (this.running) {
      this.close();
      this.connect();
    }
  }

  get watched(): string | null {
    return this.campaign;
  }

  on(name: LiveName, handler: Handler): () => void {
    const set = this.handlers.get(name) ?? new Set();
    this.handlers.set(name, set.add(handler));
    return () => set.delete(handler);
  }

  onStatus = (listener: () => void): (() => void) => {
    this.statusListeners.add(listener);
    return () => this.statusListeners.delete(listener);
  };

  private connect(): void {
    const query = this.campaign === null ? "" : `?campaign=${encodeURIComponent(this.campaign)}`;
    const source = this.open(`/api/campaigns/events${query}`);
    this.source = source;
    const mine = (act: () => void) => () => {
      if (this.source === source) act();
    };
    source.addEventListener(
      "open",
      mine(() => {
        const gap = this.missed || this.current === "offline";
        this.missed = false;
        this.failures = 0;
        this.set("live");
        if (gap) this.onResume();
      }),
    );
    source.addEventListener(
      "error",
      mine(() => this.fall(source.readyState === 2)),
    );
    source.addEventListener(
      "end",
      mine(() => {
        this.stop();
        this.onEnd();
      }),
    );
    for (const name of names) {
      source.addEventListener(name, (event) => {
        if (this.source === source) this.emit(name, event.data);
      });
    }
  }

  private emit(name: LiveName, text: string): void {
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      return;
    }
    for (const handler of this.handlers.get(name) ?? []) handler(data);
  }

  private fall(refused: boolean): void {
    this.close();
    this.set("offline");
    if (refused) this.onRefused();
    if (!this.running) return;
    this.timer = setTimeout(() => this.connect(), retryDelay(this.failures++, Math.random()));
  }

  private close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private set(status: LiveStatus): void {
    if (this.current === status) return;
    this.current = status;
    for (const listener of this.statusListeners) listener();
  }
}
