import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";

/** A stretch of a message as written: words, a variable, or a statement such as `{% if … %}`. */
export interface TemplatePiece {
  kind: "words" | "variable" | "statement";
  /** As written; all pieces together are the text again. */
  text: string;
  /** The name of the variable, e.g. `firstName` or `attributes.size`. */
  name?: string;
}

const marks = /\{\{.*?\}\}|\{%.*?%\}/gs;
const variableName = /^\{\{-?\s*([A-Za-z_]\w*(?:\.\w+|\[\s*"[^"]*"\s*\])*)/;

export function piecesOf(text: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let end = 0;
  for (const match of text.matchAll(marks)) {
    if (match.index > end) pieces.push({ kind: "words", text: text.slice(end, match.index) });
    const [mark] = match;
    const name = variableName.exec(mark)?.[1]?.replace(/\[\s*"([^"]*)"\s*\]/g, ".$1");
    pieces.push(
      mark.startsWith("{%")
        ? { kind: "statement", text: mark }
        : { kind: "variable", text: mark, ...(name !== undefined && { name }) },
    );
    end = match.index + mark.length;
  }
  if (end < text.length) pieces.push({ kind: "words", text: text.slice(end) });
  return pieces;
}

/** A message as written, its variables as chips with the names people know. */
export function TemplateText({
  text,
  variables,
  className,
}: {
  text: string;
  variables: readonly Api<"Variable">[];
  className?: string;
}) {
  return (
    <span dir="auto" className={cn("block whitespace-pre-wrap break-words", className)}>
      {piecesOf(text).map((piece, index) =>
        piece.kind === "words" ? (
          piece.text
        ) : (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text are written anew as a whole
            key={index}
            title={piece.text}
            className="mx-px inline rounded-sm bg-raised px-1 py-px text-muted outline outline-line"
          >
            {variables.find((variable) => variable.name === piece.name)?.label ?? piece.name ?? piece.text}
          </span>
        ),
      )}
    </span>
  );
}
