import { useMemo } from "react";
import { Controller, useForm } from "react-hook-form";
import type { Api } from "@/api/types";
import { createFormat } from "@/lib/format";
import { useNow } from "@/lib/now";
import { Combobox } from "@/ui/combobox";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { currencyGroups, timeZoneGroups } from "./choices";
import { SectionForm } from "./section-form";
import { useSaveWorkspace } from "./use-save-workspace";

type Settings = Pick<Api<"Workspace">, "name" | "currency" | "timeZone">;

export interface WorkspaceFormProps {
  initial: Settings;
  /** What the button does. */
  action: string;
  /** Lets the form be saved although nothing was changed. */
  always?: boolean;
  onSaved?(workspace: Api<"Workspace">): void;
}

/** Name, currency and time zone. Problems of a field stand below it. */
export function WorkspaceForm({ initial, action, always = false, onSaved }: WorkspaceFormProps) {
  const now = useNow();
  const form = useForm<Settings>({ defaultValues: initial });
  const { errors, isDirty } = form.formState;
  const currencies = useMemo(currencyGroups, []);
  const zones = useMemo(timeZoneGroups, []);
  const [currency, timeZone] = form.watch(["currency", "timeZone"]);
  const example = useMemo(() => createFormat({ currency, timeZone }), [currency, timeZone]);

  const save = useSaveWorkspace({
    onSaved(workspace) {
      form.reset({ name: workspace.name, currency: workspace.currency, timeZone: workspace.timeZone });
      onSaved?.(workspace);
    },
    onWrong: (path, message) => form.setError(path as keyof Settings, { message }),
  });

  return (
    <SectionForm
      section="Workspace"
      dirty={isDirty}
      busy={save.isPending}
      error={save.error}
      action={action}
      always={always}
      {...(!always && { onDiscard: () => form.reset() })}
      onSubmit={form.handleSubmit((settings) =>
        save.mutate({ body: { ...settings, name: settings.name.trim() } }),
      )}
    >
      <FormField
        label="Name"
        hint="Shown in the sidebar, and in messages that name the shop."
        error={errors.name?.message}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="organization"
            maxLength={100}
            {...form.register("name", {
              validate: (name) =>
                name.trim() !== "" || "Give the workspace a name, e.g. the name of the shop.",
            })}
          />
        )}
      </FormField>
      <FormField
        label="Currency"
        hint={`All amounts are in this currency: ${example.money(1234.5)}`}
        error={errors.currency?.message}
      >
        {(control) => (
          <Controller
            name="currency"
            control={form.control}
            render={({ field }) => (
              <Combobox
                {...control}
                label="Currency"
                groups={currencies}
                value={field.value}
                onChange={field.onChange}
              />
            )}
          />
        )}
      </FormField>
      <FormField
        label="Time zone"
        hint={`Where a day begins and ends. It is now ${example.time(now)} there.`}
        error={errors.timeZone?.message}
      >
        {(control) => (
          <Controller
            name="timeZone"
            control={form.control}
            render={({ field }) => (
              <Combobox
                {...control}
                label="Time zone"
                groups={zones}
                value={field.value}
                onChange={field.onChange}
                display={field.value.replaceAll("_", " ")}
              />
            )}
          />
        )}
      </FormField>
    </SectionForm>
  );
}
