import { useMutation } from "@tanstack/react-query";
import { Ban, CalendarX, CirclePause, Copy, Ellipsis, Play, RotateCcw } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";
import { client } from "@/api/client";
import { useMay } from "@/api/me";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/ui/dropdown-menu";
import { IconButton } from "@/ui/icon-button";
import { showDone, showError } from "@/ui/toast";
import { type Campaign, useCampaignChanged } from "./campaign-queries";
import { type Action, consequence } from "./consequence";

const ResendDialog = lazy(() => import("./resend-dialog").then((file) => ({ default: file.ResendDialog })));

const done: Record<Action, string> = {
  pause: "Campaign paused",
  resume: "Campaign resumed",
  cancel: "Campaign cancelled",
  unschedule: "Off the schedule: a draft again",
};

const post = (action: Action, id: string) => {
  const init = { params: { path: { id } } };
  switch (action) {
    case "pause":
      return client.POST("/api/campaigns/{id}/pause", init);
    case "resume":
      return client.POST("/api/campaigns/{id}/resume", init);
    case "cancel":
      return client.POST("/api/campaigns/{id}/cancel", init);
    case "unschedule":
      return client.POST("/api/campaigns/{id}/unschedule", init);
  }
};

/** What one does with a campaign; each says first what it will do. */
export function CampaignControls({ campaign }: { campaign: Campaign }) {
  const format = useFormat();
  const navigate = useNavigate();
  const changed = useCampaignChanged(campaign.id);
  const [asked, setAsked] = useState<Action>("pause");
  const [open, setOpen] = useState(false);
  const [resending, setResending] = useState(false);
  const steer = useMutation({
    mutationFn: (action: Action) => post(action, campaign.id),
    async onSuccess(_, action) {
      // Asked anew: the live stream may already have told more than the answer to this.
      await changed();
      setOpen(false);
      showDone(done[action]);
    },
    // Most likely it moved on meanwhile: show where it stands.
    onError: () => void changed(),
  });
  const duplicate = useMutation({
    async mutationFn() {
      const init = { params: { path: { id: campaign.id } } };
      const { data } = await client.POST("/api/campaigns/{id}/duplicate", init);
      return data as Campaign;
    },
    async onSuccess(copy) {
      await changed();
      showDone(`Copied as the draft “${copy.name}”`);
      void navigate(paths.editCampaign(copy.id));
    },
    onError: showError,
  });
  const ask = (action: Action) => {
    steer.reset();
    setAsked(action);
    setOpen(true);
  };
  const mayEdit = useMay("edit");
  const { state, stats } = campaign;
  if (!mayEdit) return null;
  const text = consequence(asked, campaign, format);
  const again = stats.failed + stats.uncertain;
  const mayResend = again > 0 && (state === "sending" || state === "paused" || state === "completed");
  return (
    <>
      {(state === "sending" || state === "paused") && (
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
      {state === "completed" && mayResend && (
        <Button onClick={() => setResending(true)}>
          <RotateCcw aria-hidden />
          Resend…
        </Button>
      )}
      <Menu>
        <MenuTrigger asChild>
          <IconButton label="More" icon={Ellipsis} />
        </MenuTrigger>
        <MenuContent>
          <MenuItem icon={Copy} onSelect={() => duplicate.mutate()}>
            Duplicate
          </MenuItem>
          {mayResend && state !== "completed" && (
            <MenuItem icon={RotateCcw} onSelect={() => setResending(true)}>
              Resend…
            </MenuItem>
          )}
          {state === "scheduled" && (
            <>
              <MenuSeparator />
              <MenuItem icon={CalendarX} onSelect={() => ask("unschedule")}>
                Take it off the schedule…
              </MenuItem>
              <MenuItem icon={Ban} tone="danger" onSelect={() => ask("cancel")}>
                Cancel…
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
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
      <Suspense>
        {resending && <ResendDialog campaign={campaign} onClose={() => setResending(false)} />}
      </Suspense>
    </>
  );
}
