import { useQuery } from "@tanstack/react-query";
import { audienceProgress, describeError } from "@/api/problem";
import { useFormat } from "@/lib/format-context";
import { Share } from "@/ui/figures";
import { LiveNumber } from "@/ui/live-number";
import { Skeleton } from "@/ui/skeleton";
import { segmentCountOptions } from "./segment-queries";

/** How many are in a segment now. */
export function SegmentCount({ id }: { id: string }) {
  const format = useFormat();
  const { data, error, failureReason } = useQuery(segmentCountOptions(id));
  const progress = audienceProgress(failureReason);
  if (data) return <LiveNumber value={data.count} />;
  if (error) {
    return (
      <span className="text-faint" title={describeError(error).detail}>
        –<span className="sr-only">not counted</span>
      </span>
    );
  }
  if (progress !== null) {
    return <span className="text-muted text-sm">Reading: {format.percent(progress, 1)}</span>;
  }
  return <Skeleton className="ml-auto h-3 w-12" />;
}

/** The same as a share of all customers. */
export function SegmentShare({ id }: { id: string }) {
  const { data } = useQuery(segmentCountOptions(id));
  return data ? <Share part={data.count} whole={data.total} className="text-muted" /> : null;
}
