import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "@/api/client";
import type { Api } from "@/api/types";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { byChannel, type Campaign, type Channel, campaignOptions, historyKey } from "./campaign-queries";
import { EveryoneBox } from "./everyone-box";

export interface LaunchDialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  /** Saves what is on the screen; answers the draft's id. */
  flush(): Promise<string>;
  preview: Api<"Preview">;
  channel: Channel;
  everyone: boolean;
  simulated: boolean;
  onLaunched(id: string): void;
}

/** The last question before messages go out. */
export function LaunchDialog({
  open,
  onOpenChange,
  flush,
  preview,
  channel,
  everyone,
  simulated,
  onLaunched,
}: LaunchDialogProps) {
  const format = useFormat();
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const launch = useMutation({
    async mutationFn() {
      const id = await flush();
      const { data } = await client.POST("/api/campaigns/{id}/launch", {
        params: { path: { id } },
        body: { confirmEveryone: everyone },
      });
      return data as Campaign;
    },
    onSuccess(campaign) {
      queries.setQueryData(campaignOptions(campaign.id).queryKey, campaign);
      void queries.invalidateQueries({ queryKey: historyKey });
      onLaunched(campaign.id);
    },
  });

  const reachable = preview.reachable[channel];
  const lost = preview.count - reachable;
  const people = plural(reachable, format.number(reachable), "person", "people");
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        setSure(false);
        launch.reset();
        onOpenChange(next);
      }}
      title={`Send to ${people} now?`}
      action={`Send to ${people} now`}
      tone="primary"
      busy={launch.isPending}
      disabled={everyone && !sure}
      error={launch.error}
      onConfirm={() => launch.mutate()}
    >
      <p>
        {plural(preview.count, format.number(preview.count), "customer matches", "customers match")} at the
        moment, {format.number(reachable)} of them can be reached {byChannel[channel]}
        {lost > 0 && `; ${format.number(lost)} cannot, and stay in the log as skipped`}. Who matches when you
        press the button is written to, once.
      </p>
      <p>
        {simulated
          ? "The simulator delivers the messages: nobody receives anything."
          : "You can pause or cancel at any time. What has been handed over cannot be called back."}
      </p>
      {everyone && <EveryoneBox sure={sure} onSure={setSure} yes="write to all customers" />}
    </ConfirmDialog>
  );
}
