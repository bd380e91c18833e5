import { Download, RotateCw, SearchX, X } from "lucide-react";
import { cn } from "@/lib/cn";
import { capitalised } from "@/lib/format";
import { useSearchText } from "@/lib/use-search-text";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { type Column, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { ErrorNote } from "@/ui/error-note";
import { RelativeDate } from "@/ui/figures";
import { SearchInput } from "@/ui/search-input";
import { Select } from "@/ui/select";
import { SkeletonLines } from "@/ui/skeleton";
import { type MessageState, MessageStateBadge, messageStates } from "@/ui/state-badge";
import type { Campaign } from "./campaign-queries";
import type { LogState } from "./log-state";
import { MessagePanel } from "./message-panel";
import { logFileOf, type Message, useLiveLog, useLog } from "./use-log";

const everyState = "all";
const stateOptions = [
  { value: everyState, label: "Every state" },
  ...Object.entries(messageStates).map(([value, look]) => ({ value, label: look.label })),
];

/** What a message's customer is called in the log. */
export const recipientOf = (message: Message): string =>
  message.customerErased
    ? "Erased customer"
    : (message.customerName ?? message.to ?? `Customer ${message.customerId ?? message.ordinal}`);

const columns: Column<Message>[] = [
  {
    id: "to",
    header: "Recipient",
    cell: (message) => (
      <span className="flex min-w-0 items-baseline gap-2 @max-[640px]/table:flex-col @max-[640px]/table:gap-0 @max-[640px]/table:py-1.5">
        {message.customerName && message.to ? (
          <>
            <bdi className="max-w-full truncate @min-[640px]/table:max-w-3/5 @min-[640px]/table:shrink-0">
              {message.customerName}
            </bdi>
            <bdi className="max-w-full truncate text-faint text-sm">{message.to}</bdi>
          </>
        ) : (
          <bdi className={cn("max-w-full truncate", message.customerErased && "text-faint")}>
            {recipientOf(message)}
          </bdi>
        )}
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    width: "108px",
    cell: (message) => <MessageStateBadge state={message.state} />,
  },
  {
    id: "reason",
    header: "Reason",
    width: "168px",
    wide: true,
    className: "truncate text-muted",
    cell: (message) => message.reason && capitalised(message.reason),
  },
  {
    id: "when",
    header: "Changed",
    width: "128px",
    wide: true,
    className: "text-muted",
    cell: (message) => <RelativeDate value={message.updatedAt} />,
  },
];

export interface LogCardProps {
  campaign: Campaign;
  state: LogState;
  change(part: Partial<LogState>): void;
}

/** Every enrolled customer's message, and what became of it. */
export function LogCard({ campaign, state, change }: LogCardProps) {
  const [text, setText] = useSearchText(state.search, (search) => change({ search }));
  const log = useLog(campaign.id, state);
  const pages = log.data?.pages;
  const rows = pages?.flatMap((page) => page.items);
  const live = useLiveLog(campaign.id, pages?.length ?? 0);
  const open = rows?.find((message) => message.id === state.message);
  const clear = () => {
    setText("");
    change({ state: null, reason: null, search: "" });
  };
  return (
    <Card
      id="log"
      title="Messages"
      purpose="One for each customer enrolled at the launch."
      className="min-w-0 scroll-mt-6"
      action={
        <div className="flex flex-wrap gap-2">
          {live.changed && (
            <Button size="sm" variant="ghost" onClick={live.reload}>
              <RotateCw aria-hidden />
              Changed since: show the newest
            </Button>
          )}
          <Button size="sm" asChild>
            <a href={logFileOf(campaign.id, state)} download>
              <Download aria-hidden />
              Export as CSV
            </a>
          </Button>
        </div>
      }
    >
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <SearchInput
          label="Search messages"
          placeholder="Name or address"
          value={text}
          onChange={setText}
          className="w-72 max-md:w-full"
        />
        <Select
          aria-label="State"
          value={state.state ?? everyState}
          options={stateOptions}
          onChange={(value) =>
            change({ state: value === everyState ? null : (value as MessageState), reason: null })
          }
          className="w-40 max-md:w-full"
        />
        {state.reason !== null && (
          <Button
            size="sm"
            onClick={() => change({ reason: null })}
            aria-label={`Any reason, not only ${state.reason}`}
          >
            {capitalised(state.reason)}
            <X aria-hidden />
          </Button>
        )}
      </div>
      {log.isError && !log.isFetchNextPageError ? (
        <ErrorNote error={log.error} className="mb-3">
          {rows === undefined ? (
            <Button variant="link" onClick={() => void log.refetch()}>
              Try again
            </Button>
          ) : (
            "What you see may be old."
          )}
        </ErrorNote>
      ) : null}
      {(rows !== undefined || !log.isError) && (
        <DataTable
          label="Messages"
          windowed
          columns={columns}
          rows={rows}
          rowKey={(message) => message.id}
          onRowClick={(message) => change({ message: message.id })}
          selected={state.message}
          stale={log.isPlaceholderData}
          place={`log ${campaign.id} ${state.state ?? ""} ${state.reason ?? ""} ${state.search}`}
          onEnd={() => {
            if (log.hasNextPage && !log.isFetching && !log.isFetchNextPageError) void log.fetchNextPage();
          }}
          className="max-h-[560px]"
          empty={
            <EmptyState
              icon={SearchX}
              title="No message matches"
              action={<Button onClick={clear}>Clear filters</Button>}
            >
              Messages change their state while the campaign runs.
            </EmptyState>
          }
          footer={
            log.isFetchNextPageError ? (
              <ErrorNote error={log.error}>
                The rows above stay.{" "}
                <Button variant="link" onClick={() => void log.fetchNextPage()}>
                  Try again
                </Button>
              </ErrorNote>
            ) : log.hasNextPage ? (
              <SkeletonLines lines={2} className="py-2" />
            ) : undefined
          }
        />
      )}
      <MessagePanel
        message={open}
        open={state.message !== null && (open !== undefined || rows === undefined)}
        channel={campaign.channel}
        simulated={campaign.simulated}
        onClose={() => change({ message: null })}
      />
    </Card>
  );
}
