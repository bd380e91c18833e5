import { Info } from "lucide-react";
import { Link } from "react-router";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import type { Draft } from "./use-draft";

/** What happened to this draft elsewhere: unsaved work that came back, or a draft that is none any more. */
export function KeptNote({ draft, gone }: { draft: Draft; gone: boolean }) {
  if (gone) {
    return (
      <Note>
        <p className="flex-1">
          This draft was launched or deleted elsewhere. What you changed since then is not saved.
        </p>
        <Button size="sm" asChild>
          <Link to={draft.id === null ? paths.campaigns : paths.campaign(draft.id)}>
            Look at the campaign
          </Link>
        </Button>
      </Note>
    );
  }
  if (draft.kept !== "conflict") return null;
  return (
    <Note>
      <p className="flex-1">
        This browser kept changes that were never saved, and the draft was changed elsewhere since.
      </p>
      <Button size="sm" onClick={() => draft.takeKept(true)}>
        Use what this browser kept
      </Button>
      <Button size="sm" variant="ghost" onClick={() => draft.takeKept(false)}>
        Drop it
      </Button>
    </Note>
  );
}

function Note({ children }: { children: React.ReactNode }) {
  return (
    <div
      role="status"
      className="mb-4 flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft px-4 py-2 text-warn-text"
    >
      <Info aria-hidden className="size-4 shrink-0" />
      {children}
    </div>
  );
}
