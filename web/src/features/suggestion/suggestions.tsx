import { useQuery } from "@tanstack/react-query";
import { Info, Lightbulb, Square } from "lucide-react";
import { type ReactNode, useState } from "react";
import { aiOptions } from "@/api/ai";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Select } from "@/ui/select";
import { Skeleton } from "@/ui/skeleton";
import { Textarea } from "@/ui/textarea";
import { type Round, readyOf, type Variant } from "./rounds";
import type { SuggestionRounds } from "./use-suggestions";
import { type ChangeOf, DraftCard, VariantCard } from "./variant-card";

const tones = [
  { value: "friendly", label: "Friendly" },
  { value: "formal", label: "Formal" },
  { value: "playful", label: "Playful" },
  { value: "urgent", label: "Urgent" },
] as const;

export interface SuggestionsProps {
  channel: Api<"Channel">;
  objective: string;
  onObjective(objective: string): void;
  /** Who will read it; null while nobody has been chosen. */
  rule: Api<"SuggestInput">["rule"] | null;
  variables: readonly Api<"Variable">[];
  /** What the message is now, to mark the suggestion it came from. */
  current: { subject: string; body: string };
  onTake(variant: Variant): void;
  /** What a model follows besides, and where to change it. */
  voice?: ReactNode;
  /** What was asked so far; outlives the step. */
  suggestions: SuggestionRounds;
}

/** Three messages for an objective, to take and edit, as they are written. */
export function Suggestions(props: SuggestionsProps) {
  const { channel, objective, onObjective, rule, suggestions } = props;
  const ai = useQuery(aiOptions()).data;
  const [tone, setTone] = useState<string>("friendly");
  const [tried, setTried] = useState(false);
  const blank = objective.trim() === "";
  const rounds = suggestions.rounds.filter((round) => round.asked.channel === channel);
  const newest = rounds[0];
  const refused = newest?.error instanceof ProblemError ? newest.error.about("objective") : undefined;

  function asked(): Api<"SuggestInput"> {
    return { objective: objective.trim(), channel, tone, ...(rule && { rule }) };
  }

  function ask() {
    setTried(true);
    if (!blank) suggestions.ask(asked());
  }

  function change(round: Round, variant: Variant, change: ChangeOf) {
    const { subject, body } = variant;
    const title =
      change.kind === "similar"
        ? `More like “${subject ?? opening(body)}”`
        : change.kind === "shorter"
          ? `“${subject ?? opening(body)}”, shorter`
          : `“${subject ?? opening(body)}” in ${change.language}`;
    suggestions.ask(
      { ...round.asked, change: { ...change, body, ...(subject !== null && { subject }) } },
      title,
    );
  }

  return (
    <Card
      title="Suggestions"
      purpose={
        ai?.available === false
          ? "Three ready messages for what you want to achieve, by the offline copywriter: no language model is set up."
          : "Three ready messages for what you want to achieve. Take one and make it yours."
      }
    >
      <FormField
        label="Objective"
        hint={ai?.available ? props.voice : undefined}
        error={tried && blank ? "Say in a few words what the message is for" : refused}
      >
        {(control) => (
          <div className="flex items-start gap-2 max-sm:flex-col">
            <Textarea
              {...control}
              dir="auto"
              rows={1}
              maxLength={2000}
              value={objective}
              placeholder="Win back customers who have not ordered for three months"
              onChange={(event) => onObjective(event.target.value)}
              className="min-h-8 resize-none touch:min-h-11"
            />
            <div className="flex gap-2">
              <Select aria-label="Tone" value={tone} onChange={setTone} options={tones} className="w-28" />
              {suggestions.writing ? (
                <Button onClick={suggestions.stop}>
                  <Square aria-hidden />
                  Stop
                </Button>
              ) : (
                <Button onClick={ask}>
                  <Lightbulb aria-hidden />
                  Suggest messages
                </Button>
              )}
            </div>
          </div>
        )}
      </FormField>
      <p role="status" className="sr-only">
        {newest ? said(newest, ai?.name ?? "") : ""}
      </p>
      {rounds.map((round) => (
        <RoundPart
          key={round.key}
          {...props}
          round={round}
          name={ai?.name ?? ""}
          refused={refused !== undefined}
          onChange={ai?.available ? (variant, of) => change(round, variant, of) : undefined}
        />
      ))}
    </Card>
  );
}

/** The first words of a text message stand for its subject. */
const opening = (body: string) => (body.length > 40 ? `${body.slice(0, 40).trimEnd()}…` : body);

function said(round: Round, name: string): string {
  if (round.state === "writing") return `${name} is writing.`;
  if (round.state === "stopped") return "Stopped. What was ready stays.";
  const count = readyOf(round).length;
  return round.state === "done"
    ? `${count === 1 ? "One message is" : `${count} messages are`} ready. ${round.note ?? ""}`
    : "";
}

function RoundPart({
  round,
  name,
  refused,
  variables,
  current,
  onTake,
  onChange,
}: SuggestionsProps & {
  round: Round;
  name: string;
  refused: boolean;
  onChange: ((variant: Variant, change: ChangeOf) => void) | undefined;
}) {
  const taken = (variant: Variant) =>
    current.body === variant.body && current.subject === (variant.subject ?? current.subject);
  const writing = round.state === "writing";
  const sources = new Set(readyOf(round).map((variant) => variant.source));
  const card = (variant: Variant) => (
    <VariantCard
      key={`${variant.subject ?? ""}\n${variant.body}`}
      variant={variant}
      variables={variables}
      taken={taken(variant)}
      mixed={sources.size > 1 && variant.source === "offline"}
      onTake={() => onTake(variant)}
      onChange={onChange && ((change) => onChange(variant, change))}
    />
  );
  const places = Array.from({ length: writing ? round.wanted : round.cards.length }, (_, place) => place);
  return (
    <section aria-label={round.title || "Suggested messages"} className="mt-4">
      <div className="flex flex-wrap items-center gap-2 empty:hidden">
        {round.title !== "" && <h3 className="min-w-0 truncate font-medium">{round.title}</h3>}
        {round.label !== null && (
          <Badge tone="outline" className="ml-auto">
            {round.label}
          </Badge>
        )}
        {writing && <Badge className="ml-auto">{name} is writing</Badge>}
      </div>
      {round.note !== null && <Note>{round.note}</Note>}
      {round.state === "stopped" && <Note>Stopped. What was ready stays.</Note>}
      {round.error && !refused ? (
        <ErrorNote error={round.error} className="mt-2">
          Your own text is untouched.
        </ErrorNote>
      ) : null}
      {places.length > 0 && (
        <ul
          aria-label={round.title === "" ? "Suggested messages" : round.title}
          className="mt-2 grid gap-3 lg:grid-cols-3"
        >
          {places.map((place) => {
            const each = round.cards[place];
            if (each === undefined)
              return (
                <li key={place} aria-hidden>
                  <Skeleton className="h-40" />
                </li>
              );
            if (each.state === "draft")
              return <DraftCard key={place} subject={each.subject} body={each.body} variables={variables} />;
            return card(each.variant);
          })}
        </ul>
      )}
      {writing && round.meanwhile && (
        <div className="mt-4">
          {round.meanwhile.note !== null && <Note>{round.meanwhile.note}</Note>}
          <Badge tone="outline" className="mt-2">
            {round.meanwhile.label}
          </Badge>
          <ul aria-label="Meanwhile, written without AI" className="mt-2 grid gap-3 lg:grid-cols-3">
            {round.meanwhile.variants.map(card)}
          </ul>
        </div>
      )}
    </section>
  );
}

function Note({ children }: { children: string }) {
  return (
    <p className="mt-2 flex gap-1.5 text-muted text-sm">
      <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
      {children}
    </p>
  );
}
