import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { meOptions, useMe } from "@/api/me";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { showDone } from "@/ui/toast";

/** How one calls oneself. */
export function ProfileForm() {
  const queries = useQueryClient();
  const { user } = useMe();
  const [name, setName] = useState(user?.name ?? "");
  const save = api.useMutation("put", "/api/auth/me", {
    onSuccess(changed) {
      setName(changed.name ?? "");
      queries.setQueryData(
        meOptions().queryKey,
        (me: Api<"Me"> | undefined) => me && { ...me, user: changed },
      );
      showDone("Name saved");
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ body: { name: name.trim() } });
  };
  const wrong = save.error instanceof ProblemError ? save.error.about("name") : undefined;
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <FormField label="Name" hint="Other members see it." error={wrong}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={256}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      {save.isError && !wrong && <ErrorNote error={save.error}>Nothing was changed.</ErrorNote>}
      <div>
        <Button
          type="submit"
          variant="primary"
          busy={save.isPending}
          disabled={name.trim() === (user?.name ?? "")}
        >
          Save
        </Button>
      </div>
    </form>
  );
}
