import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban, CirclePause, Play } from "lucide-react";
import { useState } from "react";
import { client } from "@/api/client";
import { useMay } from "@/api/me";
import type { Format } from "@/lib/format";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { showDone } from "@/ui/toast";
import { type Campaign, campaignOptions, historyKey } from "./campaign-queries";

type Action = "pause" | "resume" | "cancel";

const done: Record<Action, string> = {
  pause: "Campaign paused",
  resume: "Campaign resumed",
  cancel: "Campaign cancelled",
};

const post = (action: Action, id: string) => {
  const init = { params: { path: { id } } };
  if (action === "pause") return client.POST("/api/campaigns/{id}/pause", init);
  if (action === "resume") return client.POST("/api/campaigns/{id}/resume", init);
  return client.POST("/api/campaigns/{id}/cancel", init);
};

/** What an action will do, in numbers, before it is done. */
export function consequence(action: Action, { stats }: Campaign, format: Format) {
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
    case "cancel":
      return {
        title: "Cancel this campaign?",
        text: `${waiting} not handed over yet will be skipped for good.${flying} What was sent stays sent. This cannot be taken back.`,
        button: stats.pending > 0 ? `Skip ${waiting} and cancel` : "Cancel the campaign",
      };
  }
}

/** Pause, resume, cancel: each says first what it will do. */
export function CampaignControls({ campaign }: { campaign: Campaign }) {
  const format = useFormat();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Action>("pause");
  const [open, setOpen] = useState(false);
  const steer = useMutation({
    mutationFn: (action: Action) => post(action, campaign.id),
    async onSuccess(_, action) {
      // Asked anew: the live stream may already have told more than the answer to this.
      await queries.invalidateQueries({ queryKey: campaignOptions(campaign.id).queryKey });
      void queries.invalidateQueries({ queryKey: historyKey });
      setOpen(false);
      showDone(done[action]);
    },
    // Most likely it moved on meanwhile: show where it stands.
    onError: () => void queries.invalidateQueries({ queryKey: campaignOptions(campaign.id).queryKey }),
  });
  const ask = (action: Action) => {
    steer.reset();
    setAsked(action);
    setOpen(true);
  };
  const mayEdit = useMay("edit");
  const { state } = campaign;
  if (!mayEdit) return null;
  const text = consequence(asked, campaign, format);
  return (
    <>
      {(state === "sending" || state === "paused" || state === "scheduled") && (
        <Button onClick={() => ask("cancel")}>
          <Ban aria-hidden />
          Cancel
        </Button>
      )}
      {state === "sending" && (
        <Button onClick={() => ask("pause")}>
          <CirclePause aria-hidden />
          Pause
        </Button>
      )}
      {state === "paused" && (
        <Button variant="primary" onClick={() => ask("resume")}>
          <Play aria-hidden />
          Resume
        </Button>
      )}
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={text.title}
        action={text.button}
        dismiss="Go back"
        tone={asked === "cancel" ? "danger" : "primary"}
        busy={steer.isPending}
        error={steer.error}
        onConfirm={() => steer.mutate(asked)}
      >
        <p>{text.text}</p>
      </ConfirmDialog>
    </>
  );
}
