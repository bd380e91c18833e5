import { cn } from "@/lib/cn";
import type { SentencePart } from "./sentence";

/** A rule as a sentence; what a person chose stands out. */
export function RuleSentence({ parts, className }: { parts: readonly SentencePart[]; className?: string }) {
  return (
    <p className={cn("break-words text-muted", className)}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is written anew as a whole
        <span key={index} dir="auto" className={cn(part.role === "value" && "font-medium text-ink")}>
          {part.text}
        </span>
      ))}
    </p>
  );
}
