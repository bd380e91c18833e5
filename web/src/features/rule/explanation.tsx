import { CircleCheck, CircleX } from "lucide-react";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";
import { useFormat } from "@/lib/format-context";
import { meaning } from "./group-card";
import { type GroupNode, newGroup, type RuleNode } from "./rule-tree";
import { seenText } from "./seen";
import { plainSentence, sentence } from "./sentence";
import type { Words } from "./vocabulary";

type Part = Api<"ExplainedPart">;

export interface ExplanationProps {
  part: Part;
  /** The same part of the rule, for its words. */
  node: RuleNode;
  words: Words;
}

/** Every part of a rule, whether it holds for somebody, and the value that was seen. */
export function Explanation({ part, node, words }: ExplanationProps) {
  if (node.type === "group" && part.rules) return <Group part={part} node={node} words={words} />;
  return <Condition part={part} node={node} words={words} />;
}

function Group({ part, node, words }: ExplanationProps & { node: GroupNode }) {
  return (
    <div>
      <p className="flex items-start gap-2 py-1 font-medium">
        <Mark holds={part.holds} />
        {meaning(node)}
      </p>
      <ul className="ml-2 flex flex-col border-line-strong border-l pl-4">
        {(part.rules ?? []).map((each, index) => {
          const inner = node.rules[index];
          return inner ? (
            <li key={each.path}>
              <Explanation part={each} node={inner} words={words} />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

function Condition({ part, node, words }: ExplanationProps) {
  const format = useFormat();
  const text = plainSentence(sentence(newGroup("AND", [node], "explained"), words, format).slice(1));
  const seen = seenText(part.seen, node.type === "condition" ? node : undefined, words, format);
  return (
    <div className="flex items-start gap-2 py-1">
      <Mark holds={part.holds} />
      <div className="min-w-0">
        <p dir="auto" className="break-words">
          {text.charAt(0).toUpperCase() + text.slice(1)}
        </p>
        {seen !== undefined && (
          <p className="break-words text-muted text-sm">
            Here: <bdi className="tabular">{seen}</bdi>
          </p>
        )}
      </div>
    </div>
  );
}

/** Holds or not, by icon and words and not by colour alone. */
export function Mark({ holds, className }: { holds: boolean; className?: string }) {
  const Icon = holds ? CircleCheck : CircleX;
  return (
    <>
      <Icon
        aria-hidden
        className={cn("mt-0.5 size-4 shrink-0", holds ? "text-sent" : "text-failed", className)}
      />
      <span className="sr-only">{holds ? "Holds: " : "Does not hold: "}</span>
    </>
  );
}
