import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { api } from "@/api/client";
import { useMay } from "@/api/me";
import { byCursor } from "@/api/pages";
import type { Api } from "@/api/types";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { ErrorState } from "@/ui/error-state";
import { RelativeDate } from "@/ui/figures";
import { showDone } from "@/ui/toast";
import { DeadLetterPanel } from "./dead-letter-panel";
import { recordTitle } from "./record-fields";

export type DeadLetter = Api<"DeadLetter">;
type Decision = { what: "replay" | "discard"; letter: DeadLetter };

const topics: Record<string, string> = { customers: "Customer", orders: "Order", receipts: "Receipt" };

/** A record in a few words: “Order o-12”. */
export function letterName(letter: DeadLetter): string {
  return `${topics[letter.topic] ?? letter.topic} ${recordTitle(letter.record) ?? "without a name"}`;
}

/** Records that were accepted and could not be applied: a person decides. */
export function DeadLetters() {
  const format = useFormat();
  const queries = useQueryClient();
  const { data: pipeline } = api.useQuery("get", "/api/pipeline");
  const list = api.useInfiniteQuery(
    "get",
    "/api/dead-letters",
    { params: { query: { limit: 50 } } },
    byCursor,
  );
  const [openId, setOpenId] = useState<string | null>(null);
  const [decision, setDecision] = useState<Decision | null>(null);
  const rows = list.data?.pages.flatMap((page) => page.items);
  const open = rows?.find((letter) => letter.id === openId);
  const count = pipeline?.deadLetters;
  const mayIngest = useMay("ingest");

  // The count moves by itself: the list follows it.
  const { refetch } = list;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the count changes
  useEffect(() => {
    void refetch();
  }, [count, refetch]);

  const { hash } = useLocation();
  const card = useRef<HTMLElement>(null);
  const loaded = rows !== undefined;
  useEffect(() => {
    if (loaded && hash === "#dead-letters") card.current?.scrollIntoView();
  }, [loaded, hash]);

  const settled = (said: string) => {
    showDone(said);
    setDecision(null);
    setOpenId(null);
    void queries.invalidateQueries({ queryKey: ["get", "/api/dead-letters"] });
    void queries.invalidateQueries({ queryKey: ["get", "/api/pipeline"] });
  };
  const replay = api.useMutation("post", "/api/dead-letters/{id}/replay", {
    onSuccess: () => settled("Sent through again"),
  });
  const discard = api.useMutation("delete", "/api/dead-letters/{id}", {
    onSuccess: () => settled("Discarded"),
  });
  const decide = (next: Decision) => {
    replay.reset();
    discard.reset();
    setDecision(next);
  };

  const columns: Column<DeadLetter>[] = [
    {
      id: "record",
      header: "Record",
      cell: (letter) => (
        <span title={letterName(letter)} className="block max-w-56 truncate font-medium max-md:max-w-32">
          <bdi>{letterName(letter)}</bdi>
        </span>
      ),
    },
    {
      id: "message",
      header: "Why",
      className: "max-w-0 w-full",
      cell: (letter) => (
        <span title={letter.message} className="block truncate first-letter:uppercase">
          {letter.message}
        </span>
      ),
    },
    {
      id: "createdAt",
      header: "When",
      wide: true,
      cell: (letter) => <RelativeDate value={letter.createdAt} />,
    },
  ];
  const actions: Column<DeadLetter> = {
    id: "actions",
    header: <span className="sr-only">Actions</span>,
    align: "right",
    wide: true,
    cell: (letter) => (
      <span className="flex justify-end gap-1">
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Replay ${letterName(letter)}`}
          onClick={() => decide({ what: "replay", letter })}
        >
          Replay
        </Button>
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Discard ${letterName(letter)}`}
          onClick={() => decide({ what: "discard", letter })}
        >
          Discard
        </Button>
      </span>
    ),
  };

  const none = rows?.length === 0 && !count;
  return (
    <Card
      ref={card}
      title={count ? `${plural(count, format.number(count), "dead letter")}` : "Dead letters"}
      purpose={
        none
          ? "None: nothing that was accepted waits for you."
          : "Records that were accepted and then could not be applied. They wait here until somebody decides."
      }
    >
      {list.isError && rows === undefined ? (
        <ErrorState
          className="border-0 py-6"
          error={list.error}
          title="The dead letters could not be loaded"
          onRetry={() => void list.refetch()}
          busy={list.isFetching}
        />
      ) : none || (rows === undefined && !count) ? null : (
        <DataTable
          label="Dead letters"
          columns={mayIngest ? [...columns, actions] : columns}
          rows={rows}
          rowKey={(letter) => letter.id}
          selected={openId}
          skeletonRows={Math.min(5, count ?? 1)}
          onRowClick={(letter) => setOpenId(letter.id)}
          footer={
            list.hasNextPage ? (
              <Button size="sm" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                Show more
              </Button>
            ) : undefined
          }
        />
      )}
      {open && (
        <DeadLetterPanel
          letter={open}
          name={letterName(open)}
          onClose={() => setOpenId(null)}
          {...(mayIngest && {
            onReplay: () => decide({ what: "replay", letter: open }),
            onDiscard: () => decide({ what: "discard", letter: open }),
          })}
        />
      )}
      <ConfirmDialog
        open={decision?.what === "replay"}
        onOpenChange={(isOpen) => !isOpen && setDecision(null)}
        tone="primary"
        title="Send this record through again?"
        action="Replay"
        busy={replay.isPending}
        error={replay.error}
        onConfirm={() => decision && replay.mutate({ params: { path: { id: decision.letter.id } } })}
      >
        <p>
          {decision && letterName(decision.letter)} is applied as if it had just arrived. If what stood in its
          way is still there, it comes back here.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        open={decision?.what === "discard"}
        onOpenChange={(isOpen) => !isOpen && setDecision(null)}
        title="Discard this record?"
        action="Discard record"
        busy={discard.isPending}
        error={discard.error}
        onConfirm={() => decision && discard.mutate({ params: { path: { id: decision.letter.id } } })}
      >
        <p>
          {decision && letterName(decision.letter)} is forgotten without being applied. This cannot be undone
          here; the record can be sent again.
        </p>
      </ConfirmDialog>
    </Card>
  );
}
