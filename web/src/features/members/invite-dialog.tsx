import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { LinkDialog } from "./link-dialog";
import { type Role, roles } from "./roles";

/** Asks somebody to become a member, then shows the link to hand to them. */
export function InviteDialog({ onClose }: { onClose(): void }) {
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("marketer");
  const [missing, setMissing] = useState(false);
  const invite = api.useMutation("post", "/api/invitations", {
    onSuccess: () =>
      void queries.invalidateQueries({ queryKey: api.queryOptions("get", "/api/invitations").queryKey }),
  });

  if (invite.data) {
    return (
      <LinkDialog
        title={`${invite.data.email} is invited`}
        purpose="Send them this link yourself: Mini CRM writes to customers only. It works once, within a week."
        url={invite.data.url}
        onClose={onClose}
      />
    );
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = email.trim();
    setMissing(trimmed === "");
    if (trimmed !== "") invite.mutate({ body: { email: trimmed, role } });
  };
  const problem = invite.error instanceof ProblemError ? invite.error : null;
  const wrongEmail = missing ? "Whom do you want to invite?" : problem?.about("email");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Invite a member"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="invite" busy={invite.isPending}>
            Invite
          </Button>
        </>
      }
    >
      <form id="invite" noValidate onSubmit={submit} className="flex flex-col gap-3">
        <FormField label="Email" hint="The invitation is bound to this address." error={wrongEmail}>
          {(control) => (
            <Input
              {...control}
              type="email"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
              placeholder="bo@shop.com"
              autoComplete="off"
            />
          )}
        </FormField>
        <FormField label="Role" hint={roles.find(({ value }) => value === role)?.hint}>
          {(control) => (
            <Select {...control} value={role} options={roles} onChange={(next) => setRole(next as Role)} />
          )}
        </FormField>
        {invite.isError && !wrongEmail && <ErrorNote error={invite.error}>Nobody was invited.</ErrorNote>}
      </form>
    </Dialog>
  );
}
