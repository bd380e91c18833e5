/** `waiting`: changed, and about to be saved. `failed`: see the error; it is tried again when that may help. */
export type SaveStatus = "saved" | "waiting" | "saving" | "failed";

export interface SaverOptions<Input> {
  send(input: Input): Promise<void>;
  /** True for an error that may heal by itself. */
  mayHeal(error: unknown): boolean;
  /** What the server holds at the start; null when it holds nothing yet. */
  saved: Input | null;
}

/** How long nothing may change before it is saved. */
export const quietMs = 600;
const firstRetryMs = 2000;
const longestRetryMs = 30_000;

/** Saves what changed by itself: one request at a time, and the newest state last. */
export class DraftSaver<Input> {
  private wanted: { input: Input; text: string } | null = null;
  private savedText: string | null;
  private running: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private readonly listeners = new Set<() => void>();
  private snapshot: { status: SaveStatus; error: unknown } = { status: "saved", error: null };

  constructor(private readonly options: SaverOptions<Input>) {
    this.savedText = options.saved === null ? null : JSON.stringify(options.saved);
  }

  /** Status and error of now; the same object until one of them changes. */
  read = (): { status: SaveStatus; error: unknown } => this.snapshot;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What the form says now. */
  change(input: Input): void {
    const text = JSON.stringify(input);
    if (text === this.wanted?.text) return;
    this.wanted = { input, text };
    this.failures = 0;
    if (this.running) return;
    if (text === this.savedText) {
      clearTimeout(this.timer);
      this.set("saved", null);
      return;
    }
    this.set("waiting", null);
    this.later(quietMs);
  }

  /** Saves at once. Rejects with what the server said when it could not be saved. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    while (this.running || this.dirty) {
      await (this.running ?? this.run());
      if (this.snapshot.status === "failed") throw this.snapshot.error;
    }
  }

  /** Tries again now what failed. */
  retry(): void {
    clearTimeout(this.timer);
    if (!this.running && this.dirty) void this.run();
  }

  /** True while something is not on the server. */
  get dirty(): boolean {
    return this.wanted !== null && this.wanted.text !== this.savedText;
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), ms);
  }

  private run(): Promise<void> {
    const { wanted } = this;
    if (!wanted || this.running) return this.running ?? Promise.resolve();
    this.set("saving", null);
    this.running = this.options.send(wanted.input).then(
      () => {
        this.savedText = wanted.text;
        this.failures = 0;
        this.running = null;
        if (this.dirty) {
          this.set("waiting", null);
          this.later(quietMs);
        } else this.set("saved", null);
      },
      (error: unknown) => {
        this.running = null;
        const changed = this.wanted?.text !== wanted.text;
        this.set("failed", error);
        if (changed) this.later(quietMs);
        else if (this.options.mayHeal(error)) {
          this.later(Math.min(longestRetryMs, firstRetryMs * 2 ** this.failures++));
        }
      },
    );
    return this.running;
  }

  private set(status: SaveStatus, error: unknown): void {
    if (this.snapshot.status === status && this.snapshot.error === error) return;
    this.snapshot = { status, error };
    for (const listener of this.listeners) listener();
  }
}
