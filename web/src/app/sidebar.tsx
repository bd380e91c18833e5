import { BookOpen, Keyboard, PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { NavLink } from "react-router";
import { backend } from "@/api/client";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";
import { modKey } from "@/lib/mod-key";
import { IconButton } from "@/ui/icon-button";
import { Kbd } from "@/ui/kbd";
import { Tooltip } from "@/ui/tooltip";
import { Logo } from "./logo";
import { mainEntries, type NavigationEntry, settingsEntry } from "./navigation";

const SidebarFoot = lazy(() => import("./sidebar-foot"));

const rowStyle =
  "flex h-8 w-full items-center gap-2.5 rounded-lg px-2 text-left font-medium text-muted transition-colors hover:bg-raised hover:text-ink touch:h-11 [&_svg]:size-4 [&_svg]:shrink-0";

export interface SidebarProps {
  me: Api<"Me">;
  collapsed?: boolean;
  onCollapse?(): void;
  /** Inside the phone's drawer, which brings its own frame and title. */
  drawer?: boolean;
  onSearch(): void;
  onShortcuts(): void;
}

export function Sidebar({
  me,
  collapsed = false,
  onCollapse,
  drawer = false,
  onSearch,
  onShortcuts,
}: SidebarProps) {
  return (
    <nav
      aria-label="Main"
      className={cn(
        "flex h-full flex-col gap-4 p-2",
        !drawer && "border-line border-r bg-card",
        !drawer && (collapsed ? "w-[49px]" : "w-[232px]"),
      )}
    >
      {!drawer && (
        <div className={cn("flex h-8 items-center gap-2.5", collapsed ? "justify-center" : "pl-1")}>
          <Logo />
          {!collapsed && <span className="truncate font-semibold">{me.workspace.name}</span>}
        </div>
      )}
      <Labelled label="Search and jump" shortcut={`${modKey} K`} collapsed={collapsed}>
        <button
          type="button"
          aria-label={collapsed ? "Search and jump" : undefined}
          onClick={onSearch}
          className={cn(rowStyle, !collapsed && "border border-line bg-canvas font-normal")}
        >
          <Search aria-hidden />
          {!collapsed && (
            <>
              <span className="flex-1">Search</span>
              <span className="flex gap-0.5 touch:hidden">
                <Kbd>{modKey}</Kbd>
                <Kbd>K</Kbd>
              </span>
            </>
          )}
        </button>
      </Labelled>
      <ul className="flex flex-col gap-0.5">
        {mainEntries.map((entry) => (
          <li key={entry.to}>
            <Entry entry={entry} collapsed={collapsed} />
          </li>
        ))}
      </ul>
      <div className="mt-auto flex flex-col gap-0.5">
        <Entry entry={settingsEntry} collapsed={collapsed} />
        <Labelled label="API docs" collapsed={collapsed}>
          <a
            href={`${backend}/api-docs`}
            target="_blank"
            rel="noreferrer"
            aria-label="API docs"
            className={rowStyle}
          >
            <BookOpen aria-hidden />
            {!collapsed && "API docs"}
          </a>
        </Labelled>
        <Suspense fallback={<FootShape />}>
          <SidebarFoot me={me} collapsed={collapsed} row={rowStyle} />
        </Suspense>
        {!drawer && (
          <div
            className={cn("mt-1 flex border-line border-t pt-1", collapsed ? "flex-col" : "justify-between")}
          >
            <IconButton label="Keyboard shortcuts" shortcut="?" icon={Keyboard} onClick={onShortcuts} />
            <IconButton
              label={collapsed ? "Widen the sidebar" : "Collapse the sidebar"}
              icon={collapsed ? PanelLeftOpen : PanelLeftClose}
              onClick={onCollapse}
            />
          </div>
        )}
      </div>
    </nav>
  );
}

/** Keeps the place of the foot's three rows. */
function FootShape() {
  return <div aria-hidden className="h-[100px] touch:h-[136px]" />;
}

/** A tooltip only where the label is out of view. */
function Labelled({
  label,
  shortcut,
  collapsed,
  children,
}: {
  label: string;
  shortcut?: string;
  collapsed: boolean;
  children: ReactNode;
}) {
  if (!collapsed) return children;
  return (
    <Tooltip named text={label} shortcut={shortcut} side="right">
      {children}
    </Tooltip>
  );
}

function Entry({ entry, collapsed }: { entry: NavigationEntry; collapsed: boolean }) {
  const Icon = entry.icon;
  return (
    <Labelled label={entry.label} collapsed={collapsed}>
      <NavLink
        to={entry.to}
        end={entry.to === "/"}
        aria-label={entry.label}
        className={cn(rowStyle, "aria-[current=page]:bg-raised aria-[current=page]:text-ink")}
      >
        <Icon aria-hidden />
        {!collapsed && entry.label}
      </NavLink>
    </Labelled>
  );
}
