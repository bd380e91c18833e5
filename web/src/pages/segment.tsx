import { useQuery } from "@tanstack/react-query";
import { FileQuestionMark } from "lucide-react";
import { useMemo, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { ProblemError } from "@/api/problem";
import { readRule } from "@/features/rule/rule-json";
import { type RuleGroup, treeOf, writeRule } from "@/features/rule/rule-tree";
import { vocabularyOptions, wordsOf } from "@/features/rule/vocabulary";
import { SegmentEditor } from "@/features/segment/segment-editor";
import { segmentOptions } from "@/features/segment/segment-queries";
import { useStarters } from "@/features/segment/use-starters";
import { UnsavedGuard } from "@/features/workspace/unsaved";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageHeader } from "@/ui/page-header";
import { Skeleton, SkeletonLines } from "@/ui/skeleton";

export function Component() {
  const { id } = useParams();
  return (
    <UnsavedGuard>
      <Visit key={id ?? "new"} id={id} />
    </UnsavedGuard>
  );
}

/** The rule that the address brings, if it is one. */
function ruleFrom(text: string | null): RuleGroup | null {
  const read = text === null ? null : readRule(text);
  return read && "rule" in read ? writeRule(treeOf(read.rule), () => true).rule : null;
}

function Visit({ id }: { id: string | undefined }) {
  const [search] = useSearchParams();
  const [from] = useState(search.get("from"));
  // A rule that was made elsewhere, to be saved under a name.
  const [given] = useState(() => ruleFrom(search.get("rule")));
  const vocabulary = useQuery(vocabularyOptions());
  const words = useMemo(() => vocabulary.data && wordsOf(vocabulary.data), [vocabulary.data]);
  const segment = useQuery({ ...segmentOptions(id ?? ""), enabled: id !== undefined });
  const starters = useStarters();
  const starter = given ? { name: "", rule: given } : starters?.find((each) => each.key === from);

  const waits = id === undefined ? from !== null && starters === undefined : segment.data === undefined;
  if (words && !waits) {
    return <SegmentEditor segment={segment.data ?? null} starter={starter} words={words} />;
  }
  const failed = vocabulary.error ?? segment.error;
  const missing: unknown = segment.error;
  const gone = missing instanceof ProblemError && missing.status === 404;
  return (
    <>
      <PageHeader
        title={id === undefined ? "New segment" : "Segment"}
        back={<Link to={paths.segments}>Segments</Link>}
      />
      {gone ? (
        <EmptyState
          icon={FileQuestionMark}
          title="This segment is not here"
          action={
            <Button asChild>
              <Link to={paths.segments}>All segments</Link>
            </Button>
          }
        >
          The address may be old, or the segment was deleted.
        </EmptyState>
      ) : failed ? (
        <ErrorState
          error={failed}
          title="The segment could not be opened"
          onRetry={() => {
            void vocabulary.refetch();
            if (id !== undefined) void segment.refetch();
          }}
          busy={vocabulary.isFetching || segment.isFetching}
        />
      ) : (
        <div
          aria-busy
          className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_320px] 2xl:grid-cols-[minmax(0,1fr)_360px]"
        >
          <Card>
            <SkeletonLines lines={8} />
          </Card>
          <Card>
            <Skeleton className="h-9 w-32" />
            <SkeletonLines lines={8} className="mt-4" />
          </Card>
        </div>
      )}
    </>
  );
}
