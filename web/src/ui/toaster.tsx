import { Toaster as Sonner } from "sonner";

/** The corner where toasts appear. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-(--width) font-sans! items-center gap-3 rounded-lg border border-line bg-overlay px-3 py-2.5 text-base text-ink shadow-float",
          content: "min-w-0 flex-1 break-words",
          description: "text-muted text-sm",
          actionButton: "shrink-0 rounded-md font-medium underline underline-offset-4",
          icon: "shrink-0",
        },
      }}
    />
  );
}
