import {
  FileUp,
  LayoutDashboard,
  ListFilter,
  type LucideIcon,
  Megaphone,
  Settings,
  Users,
} from "lucide-react";
import { paths } from "@/lib/paths";

export interface NavigationEntry {
  label: string;
  to: string;
  icon: LucideIcon;
}

/** The sidebar and the command palette show the same list. */
export const mainEntries: readonly NavigationEntry[] = [
  { label: "Dashboard", to: paths.dashboard, icon: LayoutDashboard },
  { label: "Customers", to: paths.customers, icon: Users },
  { label: "Segments", to: paths.segments, icon: ListFilter },
  { label: "Campaigns", to: paths.campaigns, icon: Megaphone },
  { label: "Import", to: paths.import, icon: FileUp },
];

export const settingsEntry: NavigationEntry = { label: "Settings", to: paths.settings, icon: Settings };
