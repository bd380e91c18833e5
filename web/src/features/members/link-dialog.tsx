import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { Dialog } from "@/ui/dialog";

export interface LinkDialogProps {
  title: string;
  purpose: string;
  url: string;
  onClose(): void;
}

/** A link to hand to somebody, shown this once. */
export function LinkDialog({ title, purpose, url, onClose }: LinkDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={purpose}
      className="max-w-xl"
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex items-center gap-1 rounded-lg border border-line bg-raised py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 select-all break-all font-mono text-sm">{url}</code>
        <CopyButton text={url} label="Copy link" />
      </div>
    </Dialog>
  );
}
