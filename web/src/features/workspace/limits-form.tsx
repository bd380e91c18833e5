import { useId } from "react";
import { Controller, useForm } from "react-hook-form";
import { api } from "@/api/client";
import type { Api } from "@/api/types";
import { useFormat } from "@/lib/format-context";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { Segmented } from "@/ui/segmented";
import { showDone } from "@/ui/toast";
import { SectionForm } from "./section-form";
import { useSaveWorkspace } from "./use-save-workspace";

type Mode = Api<"ConsentMode">;

interface Limits {
  consentMode: Mode;
  mostRecipients: string;
}

const modes: readonly { value: Mode; label: string; meaning: string }[] = [
  {
    value: "optOut",
    label: "Unless they opted out",
    meaning: "Customers who never said anything may be written to.",
  },
  {
    value: "optIn",
    label: "Only who opted in",
    meaning:
      "Only customers whose consent was granted on the channel are written to, in campaigns that are sending as well. Everybody else stays in the log as skipped.",
  },
];

const limits = (workspace: Api<"Workspace">): Limits => ({
  consentMode: workspace.consentMode,
  mostRecipients: workspace.mostRecipients === null ? "" : String(workspace.mostRecipients),
});

/** A number as people write one: `10,000`, `10.000`, `10 000`. Nothing stands for no limit. */
export function recipientsOf(text: string): number | null | "wrong" {
  const plain = text.trim();
  if (plain === "") return null;
  if (!/^\d+$|^\d{1,3}([,.'’\s]\d{3})+$/u.test(plain)) return "wrong";
  const most = Number(plain.replace(/\D/g, ""));
  return most >= 1 && most <= 1_000_000_000 ? most : "wrong";
}

/** Whom the workspace writes to, and to how many at most. */
export function LimitsForm({ workspace }: { workspace: Api<"Workspace"> }) {
  const meaning = useId();
  const form = useForm<Limits>({ defaultValues: limits(workspace) });
  const { errors, isDirty } = form.formState;
  const mode = form.watch("consentMode");
  const save = useSaveWorkspace({
    onSaved(saved) {
      form.reset(limits(saved));
      showDone("Limits saved");
    },
    onWrong: (path, message) => form.setError(path as keyof Limits, { message }),
  });
  return (
    <SectionForm
      section="Limits"
      dirty={isDirty}
      busy={save.isPending}
      error={save.error}
      onDiscard={() => form.reset()}
      onSubmit={form.handleSubmit(({ consentMode, mostRecipients }) => {
        const most = recipientsOf(mostRecipients);
        if (most !== "wrong") save.mutate({ body: { consentMode, mostRecipients: most } });
      })}
    >
      <div className="flex flex-col gap-1">
        <p className="font-medium text-sm">Who may be written to</p>
        <Controller
          name="consentMode"
          control={form.control}
          render={({ field }) => (
            <Segmented
              label="Who may be written to"
              value={field.value}
              onChange={field.onChange}
              options={modes}
            />
          )}
        />
        <p id={meaning} aria-live="polite" className="text-muted text-sm">
          {modes.find(({ value }) => value === mode)?.meaning}
        </p>
        <Reach />
      </div>
      <FormField
        label="Most people one campaign may be sent to"
        optional
        error={errors.mostRecipients?.message}
        hint="A launch that would reach more is refused, and nothing is sent. Empty: any number."
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            className="tabular sm:w-48"
            {...form.register("mostRecipients", {
              validate: (text) =>
                recipientsOf(text) !== "wrong" || "Expected a whole number from 1 to 1,000,000,000.",
            })}
          />
        )}
      </FormField>
    </SectionForm>
  );
}

/** What the saved choice comes to, in numbers. */
function Reach() {
  const format = useFormat();
  const { data } = api.useQuery("post", "/api/campaigns/preview", {
    body: { logic: "AND", not: false, rules: [] },
  });
  if (!data || data.total === 0) return null;
  return (
    <p className="tabular text-sm">
      As saved, {format.number(data.reachable.email)} of {format.number(data.total)} customers can be reached
      by email and {format.number(data.reachable.sms)} by SMS.
    </p>
  );
}
