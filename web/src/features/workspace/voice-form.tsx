import { useForm } from "react-hook-form";
import type { Api } from "@/api/types";
import { useFormat } from "@/lib/format-context";
import { FormField } from "@/ui/form-field";
import { Textarea } from "@/ui/textarea";
import { showDone } from "@/ui/toast";
import { SectionForm } from "./section-form";
import { useSaveWorkspace } from "./use-save-workspace";

/** In characters, as the server counts them. */
export const longestVoice = 1000;

const lengthOf = (text: string) => [...text.trim()].length;

/** How the shop speaks: suggestions follow it. */
export function VoiceForm({ workspace }: { workspace: Api<"Workspace"> }) {
  const format = useFormat();
  const form = useForm({ defaultValues: { voice: workspace.voice ?? "" } });
  const { errors, isDirty } = form.formState;
  const length = lengthOf(form.watch("voice"));
  const save = useSaveWorkspace({
    onSaved({ voice }) {
      form.reset({ voice: voice ?? "" });
      showDone(voice ? "Brand voice saved" : "Brand voice removed");
    },
    onWrong: (_, message) => form.setError("voice", { message }),
  });
  return (
    <SectionForm
      section="Brand voice"
      dirty={isDirty}
      busy={save.isPending}
      error={save.error}
      onDiscard={() => form.reset()}
      onSubmit={form.handleSubmit(({ voice }) =>
        save.mutate({ body: { voice: voice.trim() === "" ? null : voice.trim() } }),
      )}
    >
      <FormField
        label="How the shop speaks"
        optional
        aside={`${format.number(length)} of ${format.number(longestVoice)}`}
        error={errors.voice?.message}
        hint="In your own words: how customers are addressed, what is never said, a sentence that sounds right. It is sent with every request for suggestions, so name no customer in it."
      >
        {(control) => (
          <Textarea
            {...control}
            rows={5}
            dir="auto"
            placeholder="Warm and plain, first names, short sentences. We never say “cheap”, and we use no exclamation marks."
            {...form.register("voice", {
              validate: (voice) =>
                lengthOf(voice) <= longestVoice ||
                `Shorten it to ${format.number(longestVoice)} characters or fewer.`,
            })}
          />
        )}
      </FormField>
    </SectionForm>
  );
}
