import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { client } from "@/api/client";
import { useWorkspace } from "@/api/me";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { capitalised, plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { useNow } from "@/lib/now";
import { instantOf, wallTimeOf } from "@/lib/zoned";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { showDone } from "@/ui/toast";
import { byChannel, type Campaign, type Channel, campaignOptions, historyKey } from "./campaign-queries";
import { EveryoneBox } from "./everyone-box";
import { quickTimes, whyNot } from "./schedule";

export interface ScheduleDialogProps {
  /** Saves what is on the screen; answers the campaign's id. */
  flush(): Promise<string>;
  /** Who would be written to now, as far as it has been counted. */
  preview: Api<"Preview"> | undefined;
  channel: Channel;
  everyone: boolean;
  /** When it starts so far; null for a draft. */
  scheduledAt: string | null;
  onScheduled(id: string): void;
  onClose(): void;
}

/** When a campaign starts by itself: a time of the workspace's clock, and what happens then. */
export function ScheduleDialog({
  flush,
  preview,
  channel,
  everyone,
  scheduledAt,
  onScheduled,
  onClose,
}: ScheduleDialogProps) {
  const format = useFormat();
  const { timeZone } = useWorkspace();
  const queries = useQueryClient();
  const now = useNow();
  const quick = quickTimes(now, timeZone);
  const [wall, setWall] = useState(() =>
    scheduledAt === null ? (quick[1]?.wall ?? "") : wallTimeOf(Date.parse(scheduledAt), timeZone),
  );
  const [tried, setTried] = useState(false);
  const [sure, setSure] = useState(false);
  const [date = "", time = ""] = wall.split("T");
  const wrong = whyNot(wall, now, timeZone);
  const at = wrong === null ? instantOf(wall, timeZone) : null;
  const schedule = useMutation({
    async mutationFn() {
      const id = await flush();
      const { data } = await client.POST("/api/campaigns/{id}/schedule", {
        params: { path: { id } },
        body: { at: wall, ...(everyone && { confirmEveryone: true }) },
      });
      return data as Campaign;
    },
    onSuccess(campaign) {
      queries.setQueryData(campaignOptions(campaign.id).queryKey, campaign);
      void queries.invalidateQueries({ queryKey: historyKey });
      if (campaign.scheduledAt) showDone(`Starts ${format.until(campaign.scheduledAt, Date.now())}`);
      onScheduled(campaign.id);
    },
  });
  const refused = schedule.error instanceof ProblemError ? schedule.error.about("at") : undefined;
  const error = (tried || time !== "") && wrong !== null ? wrong : refused;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong === null) schedule.mutate();
  };
  const moving = scheduledAt !== null;
  const reachable = preview?.reachable[channel];
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={moving ? "Move the start" : "Schedule the start"}
      description="It starts by itself at this time. Until then it can be moved, or taken off the schedule."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="schedule"
            busy={schedule.isPending}
            disabled={everyone && !sure}
          >
            {at === null
              ? moving
                ? "Move"
                : "Schedule"
              : `${moving ? "Move to" : "Schedule for"} ${format.date(at)}, ${format.time(at)}`}
          </Button>
        </>
      }
    >
      <form id="schedule" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid grid-cols-2 gap-4">
          <FormField label="Date" error={error}>
            {(control) => (
              <Input
                {...control}
                type="date"
                min={wallTimeOf(now, timeZone).slice(0, 10)}
                value={date}
                onChange={(event) => setWall(`${event.target.value}T${time}`)}
              />
            )}
          </FormField>
          <FormField label="Time">
            {(control) => (
              <Input
                {...control}
                type="time"
                value={time}
                onChange={(event) => setWall(`${date}T${event.target.value}`)}
              />
            )}
          </FormField>
        </div>
        <div className="flex flex-wrap gap-2">
          {quick.map(({ label, wall: meant }) => (
            <Button key={label} size="sm" onClick={() => setWall(meant)}>
              {label}
            </Button>
          ))}
        </div>
        <p aria-live="polite" className="tabular">
          {at !== null && (
            <>
              <span className="font-medium">{capitalised(format.until(at, now))}</span>
              <span className="text-muted">
                : {format.date(at)}, {format.time(at)} in {timeZone.replaceAll("_", " ")}
                {here !== timeZone && `, ${wallTimeOf(at, here).slice(11)} on the clock of this computer`}
              </span>
            </>
          )}
        </p>
        {preview && reachable !== undefined && (
          <p className="text-muted">
            The audience is taken when it starts. Now{" "}
            {plural(preview.count, format.number(preview.count), "customer matches", "customers match")}, and{" "}
            {format.number(reachable)} of them can be reached {byChannel[channel]}.
          </p>
        )}
        {everyone && <EveryoneBox sure={sure} onSure={setSure} yes="write to all customers then" />}
        {schedule.isError && !refused && (
          <ErrorNote error={schedule.error}>
            {moving ? "It starts when it did before." : "Nothing was scheduled."}
          </ErrorNote>
        )}
      </form>
    </Dialog>
  );
}
