import { lazy, Suspense, useEffect } from "react";
import type { Api } from "@/api/types";
import { SkeletonLines } from "@/ui/skeleton";
import { browserTimeZone, currencyOf } from "./choices";

const WorkspaceForm = lazy(() =>
  import("./workspace-form").then((file) => ({ default: file.WorkspaceForm })),
);

/** Asked once, before the first data arrives: amounts and days mean nothing without it. */
export function FirstSetup({ workspace }: { workspace: Api<"Workspace"> }) {
  useEffect(() => {
    document.title = "Set up · Mini CRM";
  }, []);
  return (
    <main className="flex min-h-full items-start justify-center bg-canvas px-4 py-[12vh]">
      <div className="w-full max-w-md">
        <h1 className="font-semibold text-2xl tracking-[-0.02em]">Set up the workspace</h1>
        <p className="mt-1 mb-6 text-muted">
          Three things before any data arrives. All of them can be changed later in the settings.
        </p>
        <div className="rounded-lg border border-line bg-card p-4">
          <Suspense fallback={<SkeletonLines lines={8} />}>
            <WorkspaceForm
              always
              action="Start"
              initial={{
                name: workspace.name,
                currency: currencyOf(navigator.language),
                timeZone: browserTimeZone(),
              }}
            />
          </Suspense>
        </div>
      </div>
    </main>
  );
}
