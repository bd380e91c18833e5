import { useQueryClient } from "@tanstack/react-query";
import { MoreHorizontal, UserPlus } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { useMe } from "@/api/me";
import type { Api } from "@/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/ui/dropdown-menu";
import { ErrorState } from "@/ui/error-state";
import { RelativeDate } from "@/ui/figures";
import { Select } from "@/ui/select";
import { showDone, showError } from "@/ui/toast";
import { InviteDialog } from "./invite-dialog";
import { LinkDialog } from "./link-dialog";
import { nameOf, type Role, roleLabel, roles } from "./roles";

type Member = Api<"Member">;

const membersKey = api.queryOptions("get", "/api/members").queryKey;

/** Who belongs to the workspace, and as what. For owners. */
export function Members() {
  const queries = useQueryClient();
  const me = useMe();
  const members = api.useQuery("get", "/api/members");
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  const [linked, setLinked] = useState<{ name: string; url: string } | null>(null);
  const refresh = () => void queries.invalidateQueries({ queryKey: membersKey });
  const change = api.useMutation("put", "/api/members/{id}", {
    onSuccess(member) {
      showDone(`${nameOf(member)} is ${roleLabel(member.role).toLowerCase()} now`);
      if (member.id === me.user?.id) void queries.invalidateQueries();
      refresh();
    },
    onError: showError,
  });
  const remove = api.useMutation("delete", "/api/members/{id}", {
    onSuccess() {
      showDone(`${removing ? nameOf(removing) : "The member"} was removed`);
      setRemoving(null);
      refresh();
    },
  });
  const link = api.useMutation("post", "/api/members/{id}/link", { onError: showError });

  const roleOf = (member: Member) => (
    <Select
      aria-label={`Role of ${nameOf(member)}`}
      className="w-32"
      value={member.role}
      disabled={change.isPending}
      options={roles}
      onChange={(role) =>
        change.mutate({ params: { path: { id: member.id } }, body: { role: role as Role } })
      }
    />
  );
  const columns: Column<Member>[] = [
    {
      id: "name",
      header: "Name",
      className: "max-w-0 w-full",
      cell: (member) => (
        <div className="min-w-0 @max-[640px]/table:py-2">
          <div className="truncate font-medium" title={nameOf(member)}>
            {nameOf(member)}
            {member.id === me.user?.id && <span className="ml-1.5 font-normal text-faint">you</span>}
          </div>
          {member.name && member.email && <div className="truncate text-muted text-xs">{member.email}</div>}
          <div className="mt-1 @min-[640px]/table:hidden">{roleOf(member)}</div>
        </div>
      ),
    },
    {
      id: "joinedAt",
      header: "Joined",
      wide: true,
      cell: (member) => <RelativeDate value={member.joinedAt} />,
    },
    {
      id: "role",
      header: "Role",
      wide: true,
      cell: roleOf,
    },
    {
      id: "actions",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      cell: (member) => (
        <Menu>
          <MenuTrigger asChild>
            <Button size="sm" variant="ghost" aria-label={`Actions for ${nameOf(member)}`}>
              <MoreHorizontal aria-hidden />
            </Button>
          </MenuTrigger>
          <MenuContent>
            {!member.connected && (
              <MenuItem
                onSelect={() =>
                  link.mutate(
                    { params: { path: { id: member.id } } },
                    { onSuccess: ({ url }) => setLinked({ name: nameOf(member), url }) },
                  )
                }
              >
                New sign-in link
              </MenuItem>
            )}
            <MenuItem
              tone="danger"
              onSelect={() => {
                remove.reset();
                setRemoving(member);
              }}
            >
              Remove
            </MenuItem>
          </MenuContent>
        </Menu>
      ),
    },
  ];

  return (
    <Card
      title="Members"
      purpose="Owners decide everything, marketers work with data and campaigns, analysts look and change nothing."
      action={
        <Button onClick={() => setInviting(true)}>
          <UserPlus aria-hidden />
          Invite
        </Button>
      }
    >
      {members.isError ? (
        <ErrorState
          className="border-0 py-6"
          error={members.error}
          title="The members could not be loaded"
          onRetry={() => void members.refetch()}
          busy={members.isFetching}
        />
      ) : (
        <DataTable
          label="Members"
          columns={columns}
          rows={members.data?.items}
          rowKey={(member) => member.id}
          skeletonRows={2}
        />
      )}
      <Invitations />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {linked && (
        <LinkDialog
          title={`Sign-in link for ${linked.name}`}
          purpose="Hand it to them. It works once, within an hour."
          url={linked.url}
          onClose={() => setLinked(null)}
        />
      )}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => !open && setRemoving(null)}
        title={`Remove ${removing ? nameOf(removing) : ""}?`}
        action="Remove member"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => removing && remove.mutate({ params: { path: { id: removing.id } } })}
      >
        <p>They are signed out of this workspace at once. What they did stays.</p>
      </ConfirmDialog>
    </Card>
  );
}

/** Who was asked and has not come yet; nothing where nobody was. */
function Invitations() {
  const queries = useQueryClient();
  const invitations = api.useQuery("get", "/api/invitations");
  const withdraw = api.useMutation("delete", "/api/invitations/{id}", {
    onSuccess() {
      showDone("The invitation was withdrawn");
      void queries.invalidateQueries({ queryKey: api.queryOptions("get", "/api/invitations").queryKey });
    },
    onError: showError,
  });
  const items = invitations.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <>
      <h3 className="mt-5 mb-1 font-medium text-sm">Invited</h3>
      <ul aria-label="Invited" className="flex flex-col divide-y divide-line border-line border-t">
        {items.map((invitation) => (
          <li key={invitation.id} className="flex min-h-10 items-center gap-3 py-1">
            <span className="min-w-0 flex-1 truncate">{invitation.email}</span>
            <span className="text-muted text-sm">{roleLabel(invitation.role)}</span>
            <span className="text-faint text-sm max-sm:hidden">
              ends <RelativeDate value={invitation.expiresAt} />
            </span>
            <Button
              size="sm"
              variant="ghost"
              aria-label={`Withdraw the invitation of ${invitation.email}`}
              busy={withdraw.isPending}
              onClick={() => withdraw.mutate({ params: { path: { id: invitation.id } } })}
            >
              Withdraw
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
