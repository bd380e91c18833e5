import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { Link, useNavigate } from "react-router";
import { type Rule, treeOf } from "@/features/rule/rule-tree";
import { plainSentence, sentence } from "@/features/rule/sentence";
import { useRefresh } from "@/features/rule/use-preview";
import { vocabularyOptions, type Words, wordsOf } from "@/features/rule/vocabulary";
import { type Format, plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { type Column, DataTable } from "@/ui/data-table";
import { RelativeDate } from "@/ui/figures";
import { SegmentCount, SegmentShare } from "./segment-count";
import { SegmentMenu } from "./segment-menu";
import type { Segment } from "./segment-queries";
import { listRefreshMs } from "./starter-cards";

export interface SegmentTableProps {
  rows: readonly Segment[] | undefined;
  stale: boolean;
  place: string;
  onEnd(): void;
  empty: ReactNode;
  footer: ReactNode;
  className?: string;
}

/** One row a segment, with its size of now. */
export function SegmentTable({ className, ...rest }: SegmentTableProps) {
  const navigate = useNavigate();
  const format = useFormat();
  const vocabulary = useQuery(vocabularyOptions()).data;
  const words = useMemo(() => vocabulary && wordsOf(vocabulary), [vocabulary]);
  const columns = useMemo(() => columnsWith(words, format), [words, format]);
  useRefresh(listRefreshMs);
  return (
    <DataTable
      label="Segments"
      windowed
      columns={columns}
      rowKey={(segment) => segment.id}
      onRowClick={(segment) => void navigate(paths.segment(segment.id))}
      {...rest}
      {...(className !== undefined && { className })}
    />
  );
}

/** The rule in this page's words where they are known: the server's name no campaign and no currency. */
const said = (segment: Segment, words: Words | undefined, format: Format): string =>
  words ? plainSentence(sentence(treeOf(segment.rule as Rule), words, format)) : segment.sentence;

const columnsWith = (words: Words | undefined, format: Format): Column<Segment>[] => [
  {
    id: "name",
    header: "Segment",
    cell: (segment) => <Name segment={segment} sentence={said(segment, words, format)} />,
  },
  {
    id: "count",
    header: "Customers",
    align: "right",
    width: "104px",
    cell: (segment) => <SegmentCount id={segment.id} />,
  },
  {
    id: "share",
    header: "Share",
    align: "right",
    wide: true,
    width: "72px",
    cell: (segment) => <SegmentShare id={segment.id} />,
  },
  {
    id: "usedBy",
    header: "Used by",
    wide: true,
    width: "176px",
    cell: (segment) => <UsedBy segment={segment} />,
  },
  {
    id: "updatedAt",
    header: "Changed",
    wide: "very",
    width: "136px",
    cell: (segment) => (
      <span className="text-muted">
        <RelativeDate value={segment.updatedAt} />
      </span>
    ),
  },
  {
    id: "more",
    header: <span className="sr-only">More</span>,
    align: "right",
    width: "56px",
    cell: (segment) => <SegmentMenu segment={segment} />,
  },
];

function Name({ segment, sentence: text }: { segment: Segment; sentence: string }) {
  return (
    <div className="min-w-0 py-2">
      <Link
        to={paths.segment(segment.id)}
        dir="auto"
        title={segment.name}
        className="block truncate text-left font-medium"
      >
        {segment.name}
      </Link>
      <p dir="auto" title={text} className="truncate text-left text-muted text-sm">
        {segment.description || text}
      </p>
    </div>
  );
}

function UsedBy({ segment }: { segment: Segment }) {
  const { segments, campaigns } = segment.usedBy;
  const parts = [
    campaigns > 0 && plural(campaigns, String(campaigns), "campaign"),
    segments > 0 && plural(segments, String(segments), "segment"),
  ].filter((part) => part !== false);
  if (parts.length === 0) {
    return <span className="text-faint">nothing yet</span>;
  }
  return <span className="text-muted">{parts.join(", ")}</span>;
}
