import { CalendarClock, Send } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useMay, useWorkspace } from "@/api/me";
import { usePreview } from "@/features/rule/use-preview";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { byChannel, type Campaign, useCampaignChanged } from "./campaign-queries";
import { audienceOf } from "./draft-form";
import { LaunchDialog } from "./launch-dialog";
import { PlanCards } from "./plan-cards";

const ScheduleDialog = lazy(() =>
  import("./schedule-dialog").then((file) => ({ default: file.ScheduleDialog })),
);

const nobody = { logic: "AND", rules: [] } as const;

/** A campaign that starts by itself: when, to how many as things stand, and what may still be changed. */
export function ScheduledView({ campaign }: { campaign: Campaign }) {
  const format = useFormat();
  const now = useNow();
  const mayEdit = useMay("edit");
  const { timeZone } = useWorkspace();
  const changed = useCampaignChanged(campaign.id);
  const [open, setOpen] = useState<"move" | "launch" | null>(null);
  const rule = audienceOf(campaign);
  const everyone = rule !== null && "rules" in rule && rule.rules.length === 0;
  const preview = usePreview(rule ?? { ...nobody, rules: [] });
  const reachable = preview.answer?.reachable[campaign.channel];
  const { scheduledAt } = campaign;
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-4">
          <CalendarClock aria-hidden className="size-5 shrink-0 text-muted" />
          <div className="min-w-0 flex-1 basis-64">
            {scheduledAt && (
              <p className="tabular">
                <span className="font-semibold text-xl">Starts {format.until(scheduledAt, now)}</span>
                <span className="block text-muted">
                  {format.date(scheduledAt)}, {format.time(scheduledAt)} in {timeZone.replaceAll("_", " ")}
                </span>
              </p>
            )}
            <p className="tabular mt-2">
              {preview.answer && reachable !== undefined ? (
                <>
                  {plural(
                    preview.answer.count,
                    format.number(preview.answer.count),
                    "customer matches",
                    "customers match",
                  )}{" "}
                  now, {format.number(reachable)} of them can be reached {byChannel[campaign.channel]}.{" "}
                </>
              ) : (
                "Counting who matches now. "
              )}
              <span className="text-muted">The audience is taken when it starts.</span>
            </p>
          </div>
          {mayEdit && (
            <div className="flex flex-wrap gap-2">
              <Button onClick={() => setOpen("launch")} disabled={!preview.answer || reachable === 0}>
                <Send aria-hidden />
                Send now…
              </Button>
              <Button variant="primary" onClick={() => setOpen("move")}>
                <CalendarClock aria-hidden />
                Move…
              </Button>
            </div>
          )}
        </div>
      </Card>
      <div className="grid min-w-0 items-start gap-6 lg:grid-cols-2">
        <PlanCards campaign={campaign} />
      </div>
      {preview.answer && (
        <LaunchDialog
          open={open === "launch"}
          onOpenChange={(next) => setOpen(next ? "launch" : null)}
          flush={async () => campaign.id}
          preview={preview.answer}
          channel={campaign.channel}
          everyone={everyone}
          simulated={campaign.simulated}
          onLaunched={() => setOpen(null)}
        />
      )}
      <Suspense>
        {open === "move" && (
          <ScheduleDialog
            flush={async () => campaign.id}
            preview={preview.answer}
            channel={campaign.channel}
            everyone={everyone}
            scheduledAt={scheduledAt}
            onScheduled={() => {
              setOpen(null);
              void changed();
            }}
            onClose={() => setOpen(null)}
          />
        )}
      </Suspense>
    </div>
  );
}
