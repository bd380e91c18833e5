import {
  Ban,
  CalendarClock,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CircleSlash,
  CircleX,
  type LucideIcon,
  PencilLine,
  Send,
} from "lucide-react";
import { cn } from "@/lib/cn";
import { Badge } from "./badge";

export type MessageState = "pending" | "submitted" | "sent" | "failed" | "skipped" | "uncertain";
export type CampaignState = "draft" | "scheduled" | "sending" | "paused" | "completed" | "cancelled";

export interface StateLook {
  label: string;
  icon: LucideIcon;
  /** Colour of the icon. */
  mark: string;
  /** Colour of a bar or a dot. */
  fill: string;
  /** One line for somebody who does not know the word. */
  hint: string;
}

/** The one place that says how a message's state looks. */
export const messageStates: Record<MessageState, StateLook> = {
  sent: {
    label: "Sent",
    icon: CircleCheck,
    mark: "text-sent",
    fill: "bg-sent",
    hint: "The vendor says it was delivered",
  },
  failed: {
    label: "Failed",
    icon: CircleX,
    mark: "text-failed",
    fill: "bg-failed",
    hint: "The vendor says it was not delivered",
  },
  uncertain: {
    label: "Uncertain",
    icon: CircleHelp,
    mark: "text-uncertain",
    fill: "bg-uncertain",
    hint: "Handed over, but no answer ever came",
  },
  submitted: {
    label: "In flight",
    icon: Send,
    mark: "text-submitted",
    fill: "bg-submitted",
    hint: "Handed to the vendor, waiting for its answer",
  },
  pending: {
    label: "Pending",
    icon: CircleDashed,
    mark: "text-pending-mark",
    fill: "bg-pending",
    hint: "Not handed over yet",
  },
  skipped: {
    label: "Skipped",
    icon: CircleSlash,
    mark: "text-skipped",
    fill: "bg-skipped",
    hint: "Could not be written to; the reason is kept",
  },
};

/** The one place that says how a campaign's state looks. */
export const campaignStates: Record<CampaignState, StateLook> = {
  draft: {
    label: "Draft",
    icon: PencilLine,
    mark: "text-muted",
    fill: "bg-pending",
    hint: "Not launched yet",
  },
  scheduled: {
    label: "Scheduled",
    icon: CalendarClock,
    mark: "text-muted",
    fill: "bg-pending",
    hint: "Starts by itself at its time",
  },
  sending: {
    label: "Sending",
    icon: Send,
    mark: "text-submitted",
    fill: "bg-submitted",
    hint: "Messages are being handed over",
  },
  paused: {
    label: "Paused",
    icon: CirclePause,
    mark: "text-warn",
    fill: "bg-skipped",
    hint: "Nothing new is handed over until it is resumed",
  },
  completed: {
    label: "Completed",
    icon: CircleCheck,
    mark: "text-sent",
    fill: "bg-sent",
    hint: "Every message has its final state",
  },
  cancelled: {
    label: "Cancelled",
    icon: Ban,
    mark: "text-skipped",
    fill: "bg-skipped",
    hint: "What was pending was skipped",
  },
};

function LookBadge({ look, className }: { look: StateLook; className?: string | undefined }) {
  const Icon = look.icon;
  return (
    <Badge title={look.hint} className={cn("bg-transparent px-0", className)}>
      <Icon aria-hidden className={cn("size-3.5!", look.mark)} />
      {look.label}
    </Badge>
  );
}

export function MessageStateBadge({ state, className }: { state: MessageState; className?: string }) {
  return <LookBadge look={messageStates[state]} className={className} />;
}

export function CampaignStateBadge({ state, className }: { state: CampaignState; className?: string }) {
  return <LookBadge look={campaignStates[state]} className={className} />;
}
