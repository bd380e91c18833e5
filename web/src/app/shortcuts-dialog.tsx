import { useMay } from "@/api/me";
import { modKey } from "@/lib/mod-key";
import { Dialog } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";

const shortcuts: readonly [keys: readonly string[], what: string][] = [
  [[modKey, "K"], "Jump to a page, a customer, a segment or a campaign"],
  [["N"], "New campaign"],
  [["/"], "Search the list"],
  [["↑", "↓"], "Walk through a list"],
  [["Enter"], "Open the row"],
  [["Esc"], "Close what is open"],
  [["G", "D"], "Dashboard"],
  [["G", "C"], "Customers"],
  [["G", "E"], "Segments"],
  [["G", "M"], "Campaigns"],
  [["G", "I"], "Import"],
  [["G", "S"], "Settings"],
  [[modKey, "Enter"], "Audience: add a condition"],
  [[modKey, "⇧", "G"], "Audience: put a condition into a group"],
  [["Alt", "↑", "↓"], "Audience: move a condition or a group"],
  [[modKey, "Z"], "Audience: undo"],
  [["?"], "This list"],
];

export function ShortcutsDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange(open: boolean): void;
}) {
  const mayEdit = useMay("edit");
  const shown = shortcuts.filter(([keys]) => mayEdit || keys[0] !== "N");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" className="max-w-md">
      <dl className="flex flex-col gap-2">
        {shown.map(([keys, what]) => (
          <div key={what} className="flex items-center justify-between gap-4">
            <dt>{what}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
