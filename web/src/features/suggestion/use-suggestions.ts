import { useEffect, useRef, useState } from "react";
import { postForEvents } from "@/api/event-stream";
import { ProblemError, unreachable } from "@/api/problem";
import type { Api } from "@/api/types";
import { ended, heard, newRound, type Round } from "./rounds";

export interface SuggestionRounds {
  /** The newest first. */
  rounds: readonly Round[];
  writing: boolean;
  ask(asked: Api<"SuggestInput">, title?: string): void;
  /** Stops the one that is being written; what is ready stays. */
  stop(): void;
}

let keys = 0;

/** Every suggestion asked for while the builder is open; they outlive its steps. */
export function useSuggestions(): SuggestionRounds {
  const [rounds, setRounds] = useState<readonly Round[]>([]);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const change = (key: number, to: (round: Round) => Round) =>
    setRounds((all) => all.map((round) => (round.key === key ? to(round) : round)));

  function stop() {
    running.current?.abort();
    running.current = null;
    setRounds((all) => all.map((round) => ended(round, "stopped")));
  }

  function ask(asked: Api<"SuggestInput">, title = "") {
    stop();
    const controller = new AbortController();
    running.current = controller;
    const key = ++keys;
    // What the objective alone gave is given anew; what was made of a message stays below.
    setRounds((all) => [
      newRound(key, title, asked),
      ...all.filter((round) => title !== "" || round.title !== ""),
    ]);
    postForEvents("/api/ai/suggest", asked, controller.signal, (event) => {
      if (event.name === "problem") {
        const problem = event.data as Api<"Problem">;
        change(key, (round) => ended(round, "failed", new ProblemError(problem)));
      } else change(key, (round) => heard(round, event));
    }).then(
      () => change(key, (round) => ended(round, "failed", controller.signal.aborted ? null : unreachable())),
      (error) => change(key, (round) => ended(round, "failed", error)),
    );
  }

  return { rounds, writing: rounds.some((round) => round.state === "writing"), ask, stop };
}
