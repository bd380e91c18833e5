import { cn } from "@/lib/cn";
import { CopyButton } from "./copy-button";

export interface CodeBlockProps {
  code: string;
  /** What is copied, e.g. “Copy command”. */
  copyLabel: string;
  className?: string;
}

/** Lines to copy into a terminal or a file. */
export function CodeBlock({ code, copyLabel, className }: CodeBlockProps) {
  return (
    <div
      className={cn(
        "flex items-start gap-1 rounded-lg border border-line bg-raised py-1 pr-1 pl-3 text-ink",
        className,
      )}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto py-1.5 font-mono text-xs">
        {code}
      </pre>
      <CopyButton text={code} label={copyLabel} />
    </div>
  );
}
