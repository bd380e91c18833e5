import { Unplug } from "lucide-react";
import { useLive } from "@/api/live";

/** Says that the numbers on the screen stand still. */
export function StaleNote() {
  const { stale } = useLive();
  return (
    <div role="status">
      {stale && (
        <div className="flex items-center gap-2 bg-warn-soft px-4 py-2 text-sm text-warn-text md:px-8">
          <Unplug aria-hidden className="size-4 shrink-0" />
          Live updates are interrupted: what you see may be old. They come back by themselves.
        </div>
      )}
    </div>
  );
}
