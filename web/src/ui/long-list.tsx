import type { ReactNode } from "react";
import { Button } from "./button";
import { ErrorNote } from "./error-note";
import { ErrorState } from "./error-state";
import { SkeletonLines } from "./skeleton";

/** What an infinite query says of itself. */
export interface LongList {
  error: unknown;
  isError: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  hasNextPage: boolean;
  refetch(): unknown;
  fetchNextPage(): unknown;
}

export interface ListOrErrorProps {
  list: LongList;
  /** True once there are rows, be they old. */
  loaded: boolean;
  /** What is said in place of the list, e.g. “The customers could not be loaded”. */
  title: string;
  /** What was kept. */
  kept?: ReactNode;
  children: ReactNode;
}

/** A list; a note above it where it could not be made new; the error in place of it where nothing could be loaded. */
export function ListOrError({ list, loaded, title, kept, children }: ListOrErrorProps) {
  if (list.isError && !loaded) {
    return (
      <ErrorState
        error={list.error}
        title={title}
        kept={kept}
        onRetry={() => void list.refetch()}
        busy={list.isFetching}
      />
    );
  }
  return (
    <>
      {list.isError && !list.isFetchNextPageError && (
        <ErrorNote error={list.error} className="mb-3">
          What you see may be old.
        </ErrorNote>
      )}
      {children}
    </>
  );
}

/** The last line of a list: more rows are coming, or could not be loaded. */
export function listEnd(list: LongList): ReactNode {
  if (list.isFetchNextPageError) {
    return (
      <div className="flex flex-wrap items-center gap-2">
        <ErrorNote error={list.error} className="flex-1">
          The rows above stay.
        </ErrorNote>
        <Button size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Try again
        </Button>
      </div>
    );
  }
  return list.hasNextPage ? <SkeletonLines lines={3} className="py-2" /> : undefined;
}
