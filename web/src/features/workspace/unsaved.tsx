import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { useBlocker } from "react-router";
import { paths } from "@/lib/paths";
import { ConfirmDialog } from "@/ui/confirm-dialog";

const Unsaved = createContext<(section: string, dirty: boolean) => void>(() => {});

/** Tells the guard around it whether a section has changes that are not saved. */
export function useUnsaved(section: string, dirty: boolean) {
  const note = useContext(Unsaved);
  useEffect(() => {
    note(section, dirty);
    return () => note(section, false);
  }, [note, section, dirty]);
}

/** Asks before a page is left on which something was typed and not saved. */
export function UnsavedGuard({ children }: { children: ReactNode }) {
  const [sections, setSections] = useState<readonly string[]>([]);
  const note = useCallback((section: string, dirty: boolean) => {
    setSections((known) => {
      if (known.includes(section) === dirty) return known;
      return dirty ? [...known, section] : known.filter((other) => other !== section);
    });
  }, []);
  const dirty = sections.length > 0;
  // Whoever is signed out has nothing to save it with; what was just saved goes to its own address.
  const blocker = useBlocker(
    ({ currentLocation: from, nextLocation: to }) =>
      dirty &&
      from.pathname !== to.pathname &&
      to.pathname !== paths.signIn &&
      !(to.state as { saved?: boolean } | null)?.saved,
  );
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
  useEffect(() => {
    // The sections have gone with another workspace: there is nothing to stay for.
    if (blocker.state === "blocked" && !dirty) blocker.proceed();
  }, [blocker, dirty]);
  return (
    <Unsaved value={note}>
      {children}
      <ConfirmDialog
        open={blocker.state === "blocked" && dirty}
        onOpenChange={(open) => !open && blocker.reset?.()}
        title="Leave without saving?"
        action="Leave without saving"
        dismiss="Stay"
        onConfirm={() => blocker.proceed?.()}
      >
        <p>
          Changed and not saved: {sections.join(", ")}. What was typed there is lost when you leave this page.
        </p>
      </ConfirmDialog>
    </Unsaved>
  );
}
