import { useQuery } from "@tanstack/react-query";
import { Menu as MenuIcon } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Outlet, useLocation, useNavigate } from "react-router";
import { LiveProvider } from "@/api/live";
import { meOptions } from "@/api/me";
import { ProblemError } from "@/api/problem";
import type { Api } from "@/api/types";
import { FirstSetup } from "@/features/workspace/first-setup";
import { FormatProvider } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { ErrorState } from "@/ui/error-state";
import { IconButton } from "@/ui/icon-button";
import { Logo } from "./logo";
import { Sidebar } from "./sidebar";
import { StaleNote } from "./stale-note";
import { Starting } from "./starting";
import { useGlobalShortcuts } from "./use-global-shortcuts";

const CommandPalette = lazy(() =>
  import("./command-palette").then((file) => ({ default: file.CommandPalette })),
);
const ShortcutsDialog = lazy(() =>
  import("./shortcuts-dialog").then((file) => ({ default: file.ShortcutsDialog })),
);
const SidePanel = lazy(() => import("@/ui/side-panel").then((file) => ({ default: file.SidePanel })));

/** Everything behind the sign-in: asks who is there, then frames the page. */
export function Shell() {
  const me = useQuery(meOptions());
  if (me.data === undefined) {
    const away = me.error instanceof ProblemError && me.error.status === 401;
    if (!me.error || away) return <Starting />;
    return (
      <main className="mx-auto max-w-2xl p-6 pt-24">
        <ErrorState
          alone
          error={me.error}
          title="Mini CRM could not be opened"
          onRetry={() => void me.refetch()}
          busy={me.isFetching}
        />
      </main>
    );
  }
  const { workspace } = me.data;
  if (!workspace.configured && me.data.may.includes("configure")) return <FirstSetup workspace={workspace} />;
  return (
    <FormatProvider currency={workspace.currency} timeZone={workspace.timeZone}>
      <LiveProvider>
        <Frame me={me.data} />
      </LiveProvider>
    </FormatProvider>
  );
}

const collapsedKey = "minicrm.sidebar";

function Frame({ me }: { me: Api<"Me"> }) {
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(collapsedKey) === "icons");
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const { pathname } = useLocation();
  const navigate = useNavigate();

  useGlobalShortcuts({
    onPalette: () => setPalette((open) => !open),
    onShortcuts: () => setShortcuts(true),
    onNew: me.may.includes("edit") ? () => void navigate(paths.newCampaign) : null,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: going anywhere closes the drawer
  useEffect(() => setDrawer(false), [pathname]);

  const sidebar = {
    me,
    onSearch: () => {
      setDrawer(false);
      setPalette(true);
    },
    onShortcuts: () => {
      setDrawer(false);
      setShortcuts(true);
    },
  };
  return (
    <div className="flex h-full max-md:flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <div className="max-md:hidden">
        <Sidebar
          {...sidebar}
          collapsed={collapsed}
          onCollapse={() => {
            localStorage.setItem(collapsedKey, collapsed ? "wide" : "icons");
            setCollapsed(!collapsed);
          }}
        />
      </div>
      <header className="flex h-12 shrink-0 items-center gap-2 border-line border-b bg-card px-2 md:hidden">
        <IconButton label="Open the menu" icon={MenuIcon} onClick={() => setDrawer(true)} />
        <Logo />
        <span className="truncate font-medium">{me.workspace.name}</span>
      </header>
      <main id="content" tabIndex={-1} className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
        <StaleNote />
        <div className="px-4 py-6 md:px-8">
          <Outlet />
        </div>
      </main>
      <Suspense>
        {drawer && (
          <SidePanel side="left" open onOpenChange={setDrawer} title={me.workspace.name}>
            <Sidebar {...sidebar} drawer />
          </SidePanel>
        )}
        {palette && <CommandPalette open onOpenChange={setPalette} />}
        {shortcuts && <ShortcutsDialog open onOpenChange={setShortcuts} />}
      </Suspense>
    </div>
  );
}
