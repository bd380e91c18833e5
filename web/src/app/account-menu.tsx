import { useQueryClient } from "@tanstack/react-query";
import { CircleUser, LogOut, UserCog } from "lucide-react";
import { Link, useNavigate } from "react-router";
import { api } from "@/api/client";
import { signedOut } from "@/api/session";
import type { Api } from "@/api/types";
import { paths } from "@/lib/paths";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuTrigger,
} from "@/ui/dropdown-menu";
import { showError } from "@/ui/toast";

export function AccountMenu({
  me,
  collapsed,
  className,
}: {
  me: Api<"Me">;
  collapsed: boolean;
  className: string;
}) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = api.useMutation("post", "/api/auth/logout", { onSuccess: signedOut, onError: showError });
  const goTo = api.useMutation("post", "/api/auth/workspace", {
    onSuccess() {
      // Nothing of the workspace that was left may be shown in the other.
      queries.clear();
      void navigate(paths.dashboard);
      location.reload();
    },
    onError: showError,
  });
  const name = me.user?.name ?? me.user?.email ?? "Account";
  return (
    <Menu>
      <MenuTrigger className={className} aria-label={`Account: ${name}`}>
        <CircleUser aria-hidden />
        {!collapsed && <span className="truncate">{name}</span>}
      </MenuTrigger>
      <MenuContent align="start" side="top" className="max-w-72">
        <MenuLabel>{me.user?.email ?? "Signed in with a link"}</MenuLabel>
        {me.workspaces.length > 1 && (
          <MenuRadioGroup
            value={me.workspace.id}
            onValueChange={(workspaceId) => goTo.mutate({ body: { workspaceId } })}
          >
            {me.workspaces.map((workspace) => (
              <MenuRadioItem key={workspace.id} value={workspace.id}>
                {workspace.name}
              </MenuRadioItem>
            ))}
          </MenuRadioGroup>
        )}
        <MenuItem asChild>
          <Link to={paths.account}>
            <UserCog aria-hidden />
            Your account
          </Link>
        </MenuItem>
        <MenuItem icon={LogOut} onSelect={() => signOut.mutate({})}>
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
