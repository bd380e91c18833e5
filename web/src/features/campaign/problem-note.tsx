import { TriangleAlert } from "lucide-react";
import { cn } from "@/lib/cn";

/** What keeps a campaign from moving, in the server's words. */
export function ProblemNote({
  title,
  problem,
  className,
}: {
  title: string;
  problem: string;
  className?: string;
}) {
  return (
    <div
      role="alert"
      className={cn("flex gap-2 rounded-lg bg-warn-soft px-4 py-3 text-warn-text", className)}
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 break-words">
        <p className="font-medium">{title}</p>
        <p>{problem}</p>
      </div>
    </div>
  );
}
