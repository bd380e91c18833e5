import { Monitor, Moon, Sun } from "lucide-react";
import { type Theme, useTheme } from "@/lib/theme";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/ui/dropdown-menu";

const themes = [
  { value: "system", label: "System", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

export function ThemeMenu({ className, collapsed }: { className: string; collapsed: boolean }) {
  const [theme, setTheme] = useTheme();
  const current = themes.find((each) => each.value === theme) ?? themes[0];
  const Icon = current.icon;
  return (
    <Menu>
      <MenuTrigger className={className} aria-label={collapsed ? `Theme: ${current.label}` : undefined}>
        <Icon aria-hidden />
        {!collapsed && (
          <>
            <span className="flex-1">Theme</span>
            <span className="font-normal text-faint text-sm">{current.label}</span>
          </>
        )}
      </MenuTrigger>
      <MenuContent align="start" side="top">
        <MenuRadioGroup value={theme} onValueChange={(value) => setTheme(value as Theme)}>
          {themes.map((each) => (
            <MenuRadioItem key={each.value} value={each.value} icon={each.icon}>
              {each.label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
