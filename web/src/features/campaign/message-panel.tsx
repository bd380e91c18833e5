import type { ReactNode } from "react";
import { Link } from "react-router";
import { useWorkspace } from "@/api/me";
import { capitalised } from "@/lib/format";
import { paths } from "@/lib/paths";
import { CopyButton } from "@/ui/copy-button";
import { RelativeDate } from "@/ui/figures";
import { SidePanel } from "@/ui/side-panel";
import { SimulatedBadge } from "@/ui/simulated-badge";
import { SkeletonLines } from "@/ui/skeleton";
import { MessageStateBadge, messageStates } from "@/ui/state-badge";
import type { Channel } from "./campaign-queries";
import { MessageFrame } from "./message-preview";
import type { Message } from "./use-log";

export interface MessagePanelProps {
  message: Message | undefined;
  open: boolean;
  channel: Channel;
  simulated: boolean;
  onClose(): void;
}

/** One message as it was sent, and what became of it. */
export function MessagePanel({ message, open, channel, simulated, onClose }: MessagePanelProps) {
  const workspace = useWorkspace();
  return (
    <SidePanel
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={<bdi>{message ? titleOf(message) : "Message"}</bdi>}
      subtitle={message?.to && message.customerName ? <bdi>{message.to}</bdi> : undefined}
    >
      {message === undefined ? (
        <SkeletonLines lines={6} className="p-4" />
      ) : (
        <div className="flex flex-col gap-6 p-4">
          <dl className="flex flex-col">
            <Line label="State">
              <MessageStateBadge state={message.state} />
            </Line>
            {message.reason && <Line label="Reason">{capitalised(message.reason)}</Line>}
            <Line label="Changed">
              <RelativeDate value={message.updatedAt} />
            </Line>
            {message.attempt > 1 && <Line label="Attempt">{message.attempt}</Line>}
            <Line label="Id">
              <span className="flex items-center gap-1">
                <code className="font-mono text-sm">{message.id}</code>
                <CopyButton text={message.id} label="Copy id" />
              </span>
            </Line>
            {message.customerId && !message.customerErased && (
              <Line label="Customer">
                <Link to={paths.customer(message.customerId)} className="underline underline-offset-4">
                  Open
                </Link>
              </Line>
            )}
          </dl>
          {message.body === null ? (
            <p className="rounded-lg border border-line-strong border-dashed px-4 py-10 text-center text-muted">
              {message.customerErased
                ? "The customer was erased, and the text with them. The message counts in its campaign."
                : message.state === "pending"
                  ? "The text is written when the message is handed over."
                  : `${messageStates[message.state].hint}: no text was written.`}
            </p>
          ) : (
            <div className="flex flex-col gap-2">
              <div className="flex items-center justify-between">
                <h3 className="font-medium text-muted text-sm">As sent</h3>
                {simulated && <SimulatedBadge />}
              </div>
              <MessageFrame
                channel={channel}
                sender={workspace.name}
                to={message.to}
                toName={message.customerName}
                subject={message.subject}
                body={message.body}
              />
            </div>
          )}
        </div>
      )}
    </SidePanel>
  );
}

const titleOf = (message: Message): string =>
  message.customerErased ? "Erased customer" : (message.customerName ?? message.to ?? "Message");

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-4 border-line not-first:border-t">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  );
}
