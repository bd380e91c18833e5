import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api, client } from "@/api/client";
import { capitalised, type Format, plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Checkbox } from "@/ui/checkbox";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { FormField } from "@/ui/form-field";
import { Select } from "@/ui/select";
import { messageStates } from "@/ui/state-badge";
import { showDone } from "@/ui/toast";
import { type Campaign, useCampaignChanged } from "./campaign-queries";

type Again = "failed" | "uncertain";
const everyReason = "every";

/** How many messages a choice sends again, and what is said of it. */
export function resendText(states: readonly Again[], count: number, format: Format) {
  const messages = plural(count, format.number(count), "message");
  return {
    button: count > 0 ? `Send ${messages} again` : "Send again",
    warning: states.includes("uncertain")
      ? "Nobody knows whether the uncertain ones arrived. Whoever did get theirs gets it a second time."
      : null,
  };
}

/** Sends messages once more whose first attempt went wrong: says how many, and what may happen twice. */
export function ResendDialog({ campaign, onClose }: { campaign: Campaign; onClose(): void }) {
  const format = useFormat();
  const id = useId();
  const changed = useCampaignChanged(campaign.id);
  const { failed, uncertain } = campaign.stats;
  const [states, setStates] = useState<readonly Again[]>(failed > 0 ? ["failed"] : []);
  const [reason, setReason] = useState(everyReason);
  const reasons = api.useQuery("get", "/api/campaigns/{id}/reasons", {
    params: { path: { id: campaign.id } },
  });
  const known = (reasons.data?.items ?? []).filter(({ state }) => state === "failed");
  const chosen = known.find((each) => each.reason === reason);
  const narrowed = states.includes("failed") && chosen !== undefined;
  const count =
    (states.includes("failed") ? (chosen?.count ?? failed) : 0) +
    (states.includes("uncertain") && !narrowed ? uncertain : 0);
  const text = resendText(states, count, format);
  const resend = useMutation({
    async mutationFn() {
      const { data } = await client.POST("/api/campaigns/{id}/resend", {
        params: { path: { id: campaign.id } },
        body: {
          states: narrowed ? ["failed"] : [...states],
          ...(narrowed && { reason: chosen.reason }),
        },
      });
      return data?.resent ?? 0;
    },
    async onSuccess(resent) {
      await changed();
      onClose();
      showDone(`${plural(resent, format.number(resent), "message")} on the way again`);
    },
  });
  const choices: readonly { state: Again; count: number; hint: string }[] = [
    { state: "failed", count: failed, hint: "The vendor says they were not delivered." },
    {
      state: "uncertain",
      count: uncertain,
      hint: "Handed over, but no answer ever came: they may have arrived.",
    },
  ];
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Send again what went wrong?"
      action={text.button}
      tone={states.includes("uncertain") ? "danger" : "primary"}
      busy={resend.isPending}
      disabled={count === 0}
      error={resend.error}
      onConfirm={() => resend.mutate()}
    >
      <p>
        The same text goes to the same addresses once more, unless somebody has opted out meanwhile. What was
        sent is left alone.
      </p>
      <div className="flex flex-col gap-2 text-ink">
        {choices.map((choice) => (
          <label key={choice.state} htmlFor={`${id}-${choice.state}`} className="flex items-start gap-2">
            <Checkbox
              id={`${id}-${choice.state}`}
              checked={states.includes(choice.state)}
              disabled={choice.count === 0 || (choice.state === "uncertain" && narrowed)}
              onCheckedChange={(on) =>
                setStates(
                  on === true ? [...states, choice.state] : states.filter((state) => state !== choice.state),
                )
              }
              className="mt-0.5"
            />
            <span className="min-w-0">
              <span className="tabular">
                {messageStates[choice.state].label}: {format.number(choice.count)}
              </span>
              <span className="block text-muted text-sm">{choice.hint}</span>
            </span>
          </label>
        ))}
      </div>
      {known.length > 1 && states.includes("failed") && (
        <FormField label="Failed for">
          {(control) => (
            <Select
              {...control}
              value={reason}
              onChange={setReason}
              options={[
                { value: everyReason, label: "Every reason" },
                ...known.map((each) => ({
                  value: each.reason,
                  label: `${capitalised(each.reason)}: ${format.number(each.count)}`,
                })),
              ]}
            />
          )}
        </FormField>
      )}
      {text.warning && !narrowed && (
        <p className="rounded-lg bg-warn-soft p-3 text-warn-text">{text.warning}</p>
      )}
    </ConfirmDialog>
  );
}
