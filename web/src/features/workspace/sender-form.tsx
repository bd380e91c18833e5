import { type Path, useForm } from "react-hook-form";
import type { Api } from "@/api/types";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { Textarea } from "@/ui/textarea";
import { showDone } from "@/ui/toast";
import { SectionForm } from "./section-form";
import { useSaveWorkspace } from "./use-save-workspace";

type Sender = Record<keyof Api<"WorkspaceSender">, string>;

const texts = (sender: Api<"WorkspaceSender">): Sender => ({
  name: sender.name ?? "",
  email: sender.email ?? "",
  replyTo: sender.replyTo ?? "",
  postalAddress: sender.postalAddress ?? "",
});

const orNull = (text: string) => (text.trim() === "" ? null : text.trim());

/** Who emails come from. */
export function SenderForm({ workspace }: { workspace: Api<"Workspace"> }) {
  const form = useForm<Sender>({ defaultValues: texts(workspace.sender) });
  const { errors, isDirty } = form.formState;
  const save = useSaveWorkspace({
    onSaved({ sender }) {
      form.reset(texts(sender));
      showDone("Sender saved");
    },
    onWrong: (path, message) => form.setError(path.replace("sender.", "") as Path<Sender>, { message }),
  });
  return (
    <SectionForm
      section="Email sender"
      dirty={isDirty}
      busy={save.isPending}
      error={save.error}
      onDiscard={() => form.reset()}
      onSubmit={form.handleSubmit((sender) =>
        save.mutate({
          body: {
            sender: {
              name: orNull(sender.name),
              email: orNull(sender.email),
              replyTo: orNull(sender.replyTo),
              postalAddress: orNull(sender.postalAddress),
            },
          },
        }),
      )}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField
          label="From name"
          optional
          error={errors.name?.message}
          hint="Stands before the address in the inbox."
        >
          {(control) => (
            <Input
              {...control}
              dir="auto"
              maxLength={100}
              autoComplete="organization"
              placeholder={workspace.name}
              {...form.register("name")}
            />
          )}
        </FormField>
        <FormField
          label="From address"
          optional
          error={errors.email?.message}
          hint="On a domain you may send from."
        >
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="off"
              inputMode="email"
              {...form.register("email")}
            />
          )}
        </FormField>
      </div>
      <FormField
        label="Answers go to"
        optional
        error={errors.replyTo?.message}
        hint="An address that somebody reads. Without one, answers go to the address above."
      >
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            inputMode="email"
            {...form.register("replyTo")}
          />
        )}
      </FormField>
      <FormField
        label="Postal address"
        optional
        error={errors.postalAddress?.message}
        hint="In many countries every marketing email must say where its sender can be found."
      >
        {(control) => (
          <Textarea
            {...control}
            rows={3}
            dir="auto"
            maxLength={500}
            autoComplete="off"
            {...form.register("postalAddress")}
          />
        )}
      </FormField>
    </SectionForm>
  );
}
