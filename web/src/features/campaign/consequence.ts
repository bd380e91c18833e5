import type { Format } from "@/lib/format";
import { plural } from "@/lib/format";
import type { Campaign } from "./campaign-queries";

export type Action = "pause" | "resume" | "cancel" | "unschedule";

export interface Consequence {
  title: string;
  text: string;
  button: string;
}

/** What an action will do, in numbers, before it is done. */
export function consequence(action: Action, campaign: Campaign, format: Format): Consequence {
  const { stats, state, scheduledAt } = campaign;
  const waiting = plural(stats.pending, format.number(stats.pending), "message");
  const flying =
    stats.submitted > 0
      ? ` ${plural(stats.submitted, format.number(stats.submitted), "message")} in flight still ${stats.submitted === 1 ? "gets its" : "get their"} answer.`
      : "";
  switch (action) {
    case "pause":
      return {
        title: "Pause this campaign?",
        text: `${waiting} not handed over yet will wait until you resume.${flying}`,
        button: "Pause",
      };
    case "resume":
      return {
        title: "Resume this campaign?",
        text: `${waiting} will be handed over from now on. Nobody who was written to is written to again.`,
        button: stats.pending > 0 ? `Send ${waiting}` : "Resume",
      };
    case "unschedule":
      return {
        title: "Back to a draft?",
        text: `It does not start ${scheduledAt ? `on ${format.dateTime(scheduledAt)}` : "by itself"}: nobody is written to until you launch or schedule it again. Audience and message stay as they are.`,
        button: "Take it off the schedule",
      };
    case "cancel":
      if (state === "scheduled") {
        return {
          title: "Cancel this campaign?",
          text: "It never starts, and cannot be scheduled again. Nobody has been written to. To change it, take it off the schedule instead.",
          button: "Cancel the campaign",
        };
      }
      return {
        title: "Cancel this campaign?",
        text: `${waiting} not handed over yet will be skipped for good.${flying} What was sent stays sent. This cannot be taken back.`,
        button: stats.pending > 0 ? `Skip ${waiting} and cancel` : "Cancel the campaign",
      };
  }
}
