import { useEffect, useState } from "react";

/** What a counter showed at a moment (ms). */
export interface Sample {
  at: number;
  value: number;
}

const windowMs = 10_000;
/** Less than this says nothing about a rate. */
const shortestMs = 800;

/** Adds a sample, forgets those older than the window, and starts anew when the counter went back. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const last = samples.at(-1);
  if (last && sample.value < last.value) return [sample];
  const kept = samples.filter((each) => sample.at - each.at <= windowMs);
  return [...kept, sample];
}

/** Units a second over the window; null until it can be known. */
export function rateOf(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.at - first.at < shortestMs) return null;
  return ((last.value - first.value) * 1000) / (last.at - first.at);
}

/** Seconds until `total` is reached, at least one while it is not; null where nobody can say. */
export function secondsLeft(value: number, total: number | null, rate: number | null): number | null {
  if (total === null || rate === null || rate <= 0) return null;
  return value >= total ? 0 : Math.max(1, (total - value) / rate);
}

/** The rate of a counter that moves while one looks, over the last ten seconds. */
export function useRate(value: number): number | null {
  const [samples, setSamples] = useState<Sample[]>([]);
  useEffect(() => {
    setSamples((old) => addSample(old, { at: Date.now(), value }));
    // A counter that stands still is slow, too.
    const timer = setInterval(() => setSamples((old) => addSample(old, { at: Date.now(), value })), 1000);
    return () => clearInterval(timer);
  }, [value]);
  return rateOf(samples);
}
