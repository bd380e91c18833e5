import { CircleUser, LogOut } from "lucide-react";
import { api } from "@/api/client";
import { signedOut } from "@/api/session";
import type { Api } from "@/api/types";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from "@/ui/dropdown-menu";
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
  const signOut = api.useMutation("post", "/api/auth/logout", { onSuccess: signedOut, onError: showError });
  const name = me.user?.name ?? me.user?.email ?? "Account";
  return (
    <Menu>
      <MenuTrigger className={className} aria-label={`Account: ${name}`}>
        <CircleUser aria-hidden />
        {!collapsed && <span className="truncate">{name}</span>}
      </MenuTrigger>
      <MenuContent align="start" side="top" className="max-w-72">
        <MenuLabel>{me.user?.email ?? "Signed in with a link"}</MenuLabel>
        <MenuItem icon={LogOut} onSelect={() => signOut.mutate({})}>
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
