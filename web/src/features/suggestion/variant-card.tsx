import { Info, WandSparkles } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import type { Api } from "@/api/types";
import { TemplateText } from "@/features/campaign/template-text";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/dropdown-menu";
import { Input } from "@/ui/input";
import type { Variant } from "./rounds";

export type ChangeOf = Pick<Api<"MessageChange">, "kind" | "language">;

/** A suggestion to take, or to make another one of. */
export function VariantCard({
  variant,
  variables,
  taken,
  mixed,
  onTake,
  onChange,
}: {
  variant: Variant;
  variables: readonly Api<"Variable">[];
  taken: boolean;
  /** It stands among others by somebody else, and says who wrote it. */
  mixed: boolean;
  onTake(): void;
  /** Undefined where nobody can make another one of it. */
  onChange: ((change: ChangeOf) => void) | undefined;
}) {
  const id = useId();
  const [translating, setTranslating] = useState(false);
  return (
    <li className="flex min-w-0 flex-col gap-2 rounded-lg border border-line p-3">
      {mixed && <Badge tone="outline">Written without AI</Badge>}
      {variant.subject && (
        <h3 dir="auto" className="font-medium">
          <TemplateText text={variant.subject} variables={variables} />
        </h3>
      )}
      <TemplateText text={variant.body} variables={variables} className="flex-1" />
      {variant.notes.length > 0 && (
        <ul className="flex flex-col gap-1 text-sm text-warn-text">
          {variant.notes.map((note) => (
            <li key={note} className="flex gap-1.5">
              <Info aria-hidden className="mt-0.5 size-4 shrink-0" />
              {note}
            </li>
          ))}
        </ul>
      )}
      <p id={id} className="border-line border-t pt-2 text-muted text-sm">
        {variant.reason} <Size size={variant.size} />
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onTake} disabled={taken} aria-describedby={id} size="sm">
          {taken ? "In the message" : "Use this"}
        </Button>
        {onChange && (
          <Menu>
            <MenuTrigger asChild>
              <Button size="sm" variant="ghost" aria-describedby={id}>
                <WandSparkles aria-hidden />
                Change
              </Button>
            </MenuTrigger>
            <MenuContent align="start">
              <MenuItem onSelect={() => onChange({ kind: "similar" })}>More like this</MenuItem>
              <MenuItem onSelect={() => onChange({ kind: "shorter" })}>Shorter</MenuItem>
              <MenuItem onSelect={() => setTranslating(true)}>Another language…</MenuItem>
            </MenuContent>
          </Menu>
        )}
      </div>
      {translating && onChange && (
        <Language
          onCancel={() => setTranslating(false)}
          onLanguage={(language) => {
            setTranslating(false);
            onChange({ kind: "language", language });
          }}
        />
      )}
    </li>
  );
}

function Language({ onLanguage, onCancel }: { onLanguage(language: string): void; onCancel(): void }) {
  const [language, setLanguage] = useState("");
  function submit(event: FormEvent) {
    event.preventDefault();
    if (language.trim() !== "") onLanguage(language.trim());
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap gap-2">
      <Input
        autoFocus
        aria-label="Language"
        placeholder="Spanish"
        maxLength={60}
        value={language}
        onChange={(event) => setLanguage(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onCancel()}
        className="min-w-0 flex-1"
      />
      <Button size="sm" type="submit" disabled={language.trim() === ""}>
        Write it
      </Button>
    </form>
  );
}

/** How long the message becomes, against what fits. */
function Size({ size }: { size: Api<"MessageSize"> }) {
  const format = useFormat();
  const { subject, body, parts } = size;
  const of = (length: Api<"MessageLength">) =>
    `${format.number(length.characters)} of ${format.number(length.limit)}`;
  const over = (length: Api<"MessageLength"> | null) => length !== null && length.characters > length.limit;
  const text =
    parts !== null
      ? parts > 1
        ? `${format.number(body.characters)} characters, ${format.number(parts)} parts`
        : `${of(body)} characters`
      : `Subject ${subject ? of(subject) : "missing"}, text ${plural(body.characters, format.number(body.characters), "character")}`;
  return (
    <span
      title="For an example customer"
      className={
        over(subject) || (parts ?? 0) > 1 ? "tabular block text-warn-text" : "tabular block text-faint"
      }
    >
      {text}
    </span>
  );
}

/** A message while it is written. */
export function DraftCard({
  subject,
  body,
  variables,
}: {
  subject: string | null;
  body: string;
  variables: readonly Api<"Variable">[];
}) {
  return (
    <li
      aria-busy
      className="flex min-h-40 min-w-0 flex-col gap-2 rounded-lg border border-line border-dashed p-3"
    >
      {subject && (
        <h3 dir="auto" className="font-medium">
          <TemplateText text={subject} variables={variables} />
        </h3>
      )}
      <TemplateText text={body} variables={variables} className="flex-1" />
      <p className="text-faint text-sm">Being written</p>
    </li>
  );
}
