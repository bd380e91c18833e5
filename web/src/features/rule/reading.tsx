import { useFormat } from "@/lib/format-context";
import { Progress } from "@/ui/progress";

export interface ReadingProps {
  /** 0 to 1. */
  progress: number;
  /** What comes then. */
  what?: string;
}

/** The server has just started, or had let this workspace go: it answers once it has read everybody. */
export function Reading({ progress, what = "The count comes" }: ReadingProps) {
  const format = useFormat();
  return (
    <div role="status" className="flex flex-col gap-2">
      <p>
        Reading the customers: <span className="tabular font-medium">{format.percent(progress, 1)}</span>
      </p>
      <Progress label="Customers read" value={progress} max={1} />
      <p className="text-muted text-sm">{what} by itself as soon as everybody is there.</p>
    </div>
  );
}
