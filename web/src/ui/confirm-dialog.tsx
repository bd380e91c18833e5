import { AlertDialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { ErrorNote } from "./error-note";

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  /** The consequence, in numbers. */
  children: ReactNode;
  /** What the button does, e.g. “Send to 612 people now”. */
  action: string;
  /** What the way out says, where “Cancel” could be taken for the action. */
  dismiss?: string;
  onConfirm(): void;
  tone?: "primary" | "danger";
  busy?: boolean;
  disabled?: boolean;
  /** Why it did not work; the dialog stays open. */
  error?: unknown;
}

/** For what goes out or cannot be taken back. Focus starts on Cancel. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  children,
  action,
  dismiss = "Cancel",
  onConfirm,
  tone = "danger",
  busy = false,
  disabled = false,
  error,
}: ConfirmDialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Radix.Content className="fixed top-[16vh] left-1/2 z-40 flex max-h-[76vh] w-[calc(100vw-32px)] max-w-md -translate-x-1/2 flex-col rounded-lg border border-line bg-overlay shadow-float outline-none">
          <div className="flex min-h-0 flex-col gap-2 overflow-y-auto p-4">
            <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
            <Radix.Description asChild>
              <div className="flex flex-col gap-2 text-muted">{children}</div>
            </Radix.Description>
            {error ? <ErrorNote error={error} /> : null}
          </div>
          <div className="flex flex-wrap justify-end gap-2 border-line border-t px-4 py-3">
            <Radix.Cancel asChild>
              <Button>{dismiss}</Button>
            </Radix.Cancel>
            <Button variant={tone} busy={busy} disabled={disabled} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
