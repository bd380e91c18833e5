import { GripVertical } from "lucide-react";
import type { KeyboardEvent } from "react";
import { cn } from "@/lib/cn";
import { useRuleTools } from "./rule-context";

/** What a node is taken by: dragged with the pointer, or moved with the arrow keys. */
export function Grip({
  id,
  what,
  className,
}: {
  id: string;
  what: "condition" | "group";
  className?: string;
}) {
  const { drag, step } = useRuleTools();

  function keys(event: KeyboardEvent) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    step(id, event.key === "ArrowDown" ? 1 : -1);
  }

  return (
    <button
      type="button"
      data-grip={id}
      aria-label={`Move this ${what}`}
      aria-description="Drag it, or use the arrow keys"
      title={`Drag to move, or ↑ ↓`}
      onPointerDown={(event) => drag.start(event, id)}
      onKeyDown={keys}
      className={cn(
        "inline-flex h-8 w-5 shrink-0 cursor-grab! touch-none items-center justify-center rounded-md text-faint hover:bg-raised hover:text-ink touch:h-11 touch:w-8",
        drag.id === id && "cursor-grabbing!",
        className,
      )}
    >
      <GripVertical aria-hidden className="size-4" />
    </button>
  );
}
