import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { Controller, useForm } from "react-hook-form";
import { api } from "@/api/client";
import { meOptions } from "@/api/me";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { createFormat } from "@/lib/format";
import { useNow } from "@/lib/now";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { currencyGroups, timeZoneGroups } from "./choices";

type Settings = Api<"WorkspaceSettings">;

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
  const queries = useQueryClient();
  const now = useNow();
  const form = useForm<Settings>({ defaultValues: initial });
  const { errors, isDirty } = form.formState;
  const currencies = useMemo(currencyGroups, []);
  const zones = useMemo(timeZoneGroups, []);
  const [currency, timeZone] = form.watch(["currency", "timeZone"]);
  const example = useMemo(() => createFormat({ currency, timeZone }), [currency, timeZone]);

  const save = api.useMutation("put", "/api/workspace", {
    onSuccess(workspace) {
      form.reset({ name: workspace.name, currency: workspace.currency, timeZone: workspace.timeZone });
      queries.setQueryData(meOptions().queryKey, (me: Api<"Me"> | undefined) => me && { ...me, workspace });
      queries.setQueryData(api.queryOptions("get", "/api/workspace").queryKey, workspace);
      onSaved?.(workspace);
    },
    onError(problem) {
      if (!(problem instanceof ProblemError)) return;
      for (const field of ["name", "currency", "timeZone"] as const) {
        const message = problem.about(field);
        if (message) form.setError(field, { message });
      }
    },
  });

  return (
    <form
      noValidate
      className="flex flex-col gap-4"
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
      {save.isError && <ErrorNote error={save.error}>Nothing was changed.</ErrorNote>}
      <div>
        <Button type="submit" variant="primary" busy={save.isPending} disabled={!isDirty && !always}>
          {action}
        </Button>
      </div>
    </form>
  );
}
