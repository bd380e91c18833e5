import type { FormEventHandler, ReactNode } from "react";
import { ProblemError } from "@/api/problem";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { useUnsaved } from "./unsaved";

export interface SectionFormProps {
  /** What it is called where one is asked whether to leave it unsaved. */
  section: string;
  dirty: boolean;
  busy: boolean;
  /** Why it could not be saved. */
  error: unknown;
  onSubmit: FormEventHandler;
  /** Back to what is saved. Without it there is no way back: something is being set up. */
  onDiscard?(): void;
  /** What the button does. */
  action?: string;
  /** Lets the form be saved although nothing was changed. */
  always?: boolean;
  children: ReactNode;
}

/** One section of the settings: saved by itself, and not left unsaved by accident. */
export function SectionForm({
  section,
  dirty,
  busy,
  error,
  onSubmit,
  onDiscard,
  action = "Save",
  always = false,
  children,
}: SectionFormProps) {
  useUnsaved(section, dirty);
  // What is wrong with a field stands there, and the server says that nothing was changed.
  const atFields = error instanceof ProblemError && error.errors.length > 0;
  return (
    <form noValidate aria-label={section} className="flex flex-col gap-4" onSubmit={onSubmit}>
      {children}
      {error ? <ErrorNote error={error}>{atFields ? null : "Nothing was changed."}</ErrorNote> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={busy} disabled={!dirty && !always}>
          {action}
        </Button>
        {dirty && onDiscard && (
          <Button type="button" onClick={onDiscard}>
            Discard changes
          </Button>
        )}
      </div>
    </form>
  );
}
