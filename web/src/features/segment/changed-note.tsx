import { UsersRound } from "lucide-react";
import { Button } from "@/ui/button";

export interface ChangedNoteProps {
  /** Who changed it; null if that is not known. */
  by: string | null;
  busy: boolean;
  onReload(): void;
  onSaveAnyway(): void;
}

/** Somebody else saved the segment first: one of the two has to give way, and a person says which. */
export function ChangedNote({ by, busy, onReload, onSaveAnyway }: ChangedNoteProps) {
  return (
    <div
      role="alert"
      className="mt-4 flex flex-col gap-3 rounded-md border border-line-control bg-raised p-3"
    >
      <p className="flex gap-2">
        <UsersRound aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <span>
          <span className="font-medium">
            <bdi>{by ?? "Somebody"}</bdi> changed this segment meanwhile.
          </span>{" "}
          Nothing of yours was saved, and it is all still here.
        </span>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" disabled={busy} onClick={onReload}>
          Load the new version, drop mine
        </Button>
        <Button size="sm" variant="ghost" busy={busy} onClick={onSaveAnyway}>
          Save mine anyway
        </Button>
      </div>
    </div>
  );
}
