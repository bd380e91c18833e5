import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { client } from "@/api/client";
import { paths } from "@/lib/paths";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorNote } from "@/ui/error-note";
import { SkeletonLines } from "@/ui/skeleton";
import { showDone } from "@/ui/toast";
import { type Segment, segmentGone, segmentUsersOptions } from "./segment-queries";

export interface DeleteSegmentProps {
  /** Which; null for a closed dialog. */
  segment: Pick<Segment, "id" | "name"> | null;
  onClose(): void;
  onDeleted?(): void;
}

/** Deletes a segment that nothing refers to; else it says what does. */
export function DeleteSegment({ segment, onClose, onDeleted }: DeleteSegmentProps) {
  if (!segment) return null;
  return <Open key={segment.id} segment={segment} onClose={onClose} {...(onDeleted && { onDeleted })} />;
}

function Open({
  segment,
  onClose,
  onDeleted,
}: DeleteSegmentProps & { segment: Pick<Segment, "id" | "name"> }) {
  const queries = useQueryClient();
  const users = useQuery(segmentUsersOptions(segment.id));
  const remove = useMutation({
    mutationFn: () => client.DELETE("/api/segments/{id}", { params: { path: { id: segment.id } } }),
    onSuccess() {
      showDone("Segment deleted");
      segmentGone(queries, segment.id);
      onClose();
      onDeleted?.();
    },
    // Somebody may have begun to use it in the meantime.
    onError: () => void users.refetch(),
  });
  const segments = users.data?.segments ?? [];
  const campaigns = users.data?.campaigns ?? [];
  const used = segments.length + campaigns.length > 0;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={used ? "This segment is in use" : "Delete this segment?"}
      action="Delete the segment"
      dismiss={used ? "Close" : "Cancel"}
      busy={remove.isPending}
      disabled={users.data === undefined || used}
      error={used ? null : remove.error}
      onConfirm={() => remove.mutate()}
    >
      {users.isError ? (
        <ErrorNote error={users.error}>It could not be found out what uses it.</ErrorNote>
      ) : !users.data ? (
        <SkeletonLines lines={2} />
      ) : used ? (
        <>
          <p>
            <bdi className="text-ink">{segment.name}</bdi> cannot be deleted while these refer to it. Change
            them first:
          </p>
          <ul className="list-disc pl-5">
            {segments.map((each) => (
              <li key={each.id}>
                Segment{" "}
                <Link to={paths.segment(each.id)} className="text-ink underline underline-offset-4">
                  {each.name}
                </Link>
              </li>
            ))}
            {campaigns.map((each) => (
              <li key={each.id}>
                Campaign{" "}
                <Link to={paths.campaign(each.id)} className="text-ink underline underline-offset-4">
                  {each.name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>
          The rule of <bdi className="text-ink">{segment.name}</bdi> is gone for good. No customer is changed,
          and campaigns that were launched keep their audience.
        </p>
      )}
    </ConfirmDialog>
  );
}
