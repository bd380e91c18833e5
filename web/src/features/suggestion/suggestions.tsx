import { useQuery } from "@tanstack/react-query";
import { Lightbulb } from "lucide-react";
import { useId, useState } from "react";
import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { TemplateText } from "@/features/campaign/template-text";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Skeleton } from "@/ui/skeleton";
import { Textarea } from "@/ui/textarea";

type Variant = Api<"SuggestionVariant">;

/** The same objective is not asked twice while the app is open. */
const suggestionOptions = (asked: Api<"SuggestInput">) =>
  api.queryOptions("post", "/api/ai/suggest", { body: asked }, { staleTime: Number.POSITIVE_INFINITY });

export interface SuggestionsProps {
  channel: Api<"Channel">;
  objective: string;
  onObjective(objective: string): void;
  variables: readonly Api<"Variable">[];
  /** What the message is now, to mark the suggestion it came from. */
  current: { subject: string; body: string };
  onTake(variant: Variant): void;
  /** What was asked last; outlives the step. */
  asked: Api<"SuggestInput"> | null;
  onAsk(asked: Api<"SuggestInput">): void;
}

/** Three messages for an objective, to take and edit. */
export function Suggestions({
  channel,
  objective,
  onObjective,
  variables,
  current,
  onTake,
  asked,
  onAsk,
}: SuggestionsProps) {
  const format = useFormat();
  const query = useQuery({
    ...suggestionOptions(asked ?? { objective: "", channel }),
    enabled: asked !== null && asked.channel === channel,
    retry: false,
  });
  const [tried, setTried] = useState(false);
  const blank = objective.trim() === "";
  const result = asked?.channel === channel ? query.data : undefined;
  const refused = query.error instanceof ProblemError ? query.error.about("objective") : undefined;

  function ask() {
    setTried(true);
    if (blank) return;
    const next = { objective: objective.trim(), channel };
    if (asked && asked.objective === next.objective && asked.channel === channel) void query.refetch();
    else onAsk(next);
  }

  return (
    <Card
      title="Suggestions"
      purpose="Three ready messages for what you want to achieve. Take one and make it yours."
      action={result && <Badge tone="outline">{result.label}</Badge>}
    >
      <FormField
        label="Objective"
        error={tried && blank ? "Say in a few words what the message is for" : refused}
      >
        {(control) => (
          <div className="flex items-start gap-2 max-sm:flex-col">
            <Textarea
              {...control}
              rows={1}
              maxLength={2000}
              value={objective}
              placeholder="Win back customers who have not ordered for three months"
              onChange={(event) => onObjective(event.target.value)}
              className="min-h-8 resize-none touch:min-h-11"
            />
            <Button onClick={ask} busy={query.isFetching}>
              {!query.isFetching && <Lightbulb aria-hidden />}
              Suggest messages
            </Button>
          </div>
        )}
      </FormField>
      {query.error && !refused ? (
        <ErrorNote error={query.error} className="mt-4">
          Your own text is untouched.
        </ErrorNote>
      ) : null}
      {query.isFetching && !result && (
        <div className="mt-4 grid gap-3 lg:grid-cols-3">
          {["a", "b", "c"].map((key) => (
            <Skeleton key={key} className="h-40" />
          ))}
        </div>
      )}
      {result && (
        <ul aria-label="Suggested messages" className="mt-4 grid gap-3 lg:grid-cols-3">
          {result.variants.map((variant) => (
            <VariantCard
              key={`${variant.subject ?? ""}\n${variant.body}`}
              variant={variant}
              variables={variables}
              length={plural(variant.length, format.number(variant.length), "character")}
              taken={
                current.body === variant.body && current.subject === (variant.subject ?? current.subject)
              }
              onTake={() => onTake(variant)}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

function VariantCard({
  variant,
  variables,
  length,
  taken,
  onTake,
}: {
  variant: Variant;
  variables: readonly Api<"Variable">[];
  length: string;
  taken: boolean;
  onTake(): void;
}) {
  const id = useId();
  return (
    <li className="flex min-w-0 flex-col gap-2 rounded-lg border border-line p-3">
      {variant.subject && (
        <h3 className="font-medium">
          <TemplateText text={variant.subject} variables={variables} />
        </h3>
      )}
      <TemplateText text={variant.body} variables={variables} className="flex-1" />
      <p id={id} className="border-line border-t pt-2 text-muted text-sm">
        {variant.reason} <span className="tabular whitespace-nowrap text-faint">{length}</span>
      </p>
      <Button onClick={onTake} disabled={taken} aria-describedby={id} size="sm" className="self-start">
        {taken ? "In the message" : "Use this"}
      </Button>
    </li>
  );
}
