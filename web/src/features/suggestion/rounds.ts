import type { ServerEvent } from "@/api/event-stream";
import type { Api } from "@/api/types";

export type Variant = Api<"SuggestionVariant">;
export type Suggestion = Api<"Suggestion">;

/** A message in its place: while it is written, and when it is ready. */
export type Card =
  | { state: "draft"; subject: string | null; body: string }
  | { state: "ready"; variant: Variant };

/** What came of asking once. */
export interface Round {
  key: number;
  /** “Shorter”; empty for what the objective alone gave. */
  title: string;
  asked: Api<"SuggestInput">;
  state: "writing" | "done" | "stopped" | "failed";
  /** How many messages will come. */
  wanted: number;
  cards: Card[];
  /** Written without AI, until the model has answered. */
  meanwhile: Suggestion | null;
  /** Set when it is done. */
  label: string | null;
  note: string | null;
  error: unknown;
}

export const newRound = (key: number, title: string, asked: Api<"SuggestInput">): Round => ({
  key,
  title,
  asked,
  state: "writing",
  wanted: asked.change && asked.change.kind !== "similar" ? 1 : 3,
  cards: [],
  meanwhile: null,
  label: null,
  note: null,
  error: null,
});

function put(cards: Card[], place: number, card: Card): Card[] {
  const next = cards.slice();
  next[place] = card;
  return next;
}

/** A round after another event of its stream. */
export function heard(round: Round, event: ServerEvent): Round {
  if (round.state !== "writing") return round;
  switch (event.name) {
    case "draft": {
      const { place, subject, body } = event.data as { place: number; subject: string | null; body: string };
      return { ...round, cards: put(round.cards, place, { state: "draft", subject, body }) };
    }
    case "variant": {
      const { place, variant } = event.data as { place: number; variant: Variant };
      return { ...round, cards: put(round.cards, place, { state: "ready", variant }) };
    }
    case "meanwhile":
      return { ...round, meanwhile: event.data as Suggestion };
    case "done": {
      const { variants, label, note } = event.data as Suggestion;
      const cards = variants.map((variant): Card => ({ state: "ready", variant }));
      return { ...round, state: "done", cards, label, note, meanwhile: null };
    }
    default:
      return round;
  }
}

/** A round that will hear no more: what was ready stays. */
export function ended(round: Round, state: "stopped" | "failed", error: unknown = null): Round {
  if (round.state !== "writing") return round;
  return { ...round, state, error, cards: round.cards.filter((card) => card.state === "ready") };
}

export const readyOf = (round: Round): Variant[] =>
  round.cards.flatMap((card) => (card.state === "ready" ? [card.variant] : []));
