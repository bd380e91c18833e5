import { useEffect, useRef } from "react";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { useLive } from "@/api/live";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { ErrorState } from "@/ui/error-state";

/** A chunk of an older version that the server no longer has. */
const outdated = (error: unknown) =>
  error instanceof TypeError && /dynamically imported module|importing a module/i.test(error.message);

/** In place of a page that failed; the rest of the app stays usable. */
export function RouteError() {
  const error = useRouteError();
  const shown = isRouteErrorResponse(error) ? new Error(`${error.status} ${error.statusText}`) : error;
  if (outdated(error)) return <NotFetched />;
  return (
    <div className="mx-auto flex max-w-2xl flex-col items-center gap-4 p-6">
      <ErrorState
        className="w-full"
        error={shown}
        title="This page could not be shown"
        kept="Nothing that was saved is lost."
        onRetry={() => location.reload()}
      />
      <Button variant="link" asChild>
        <Link to={paths.dashboard}>Go to the dashboard</Link>
      </Button>
    </div>
  );
}

/** The page's code did not come; it is loaded again by itself when the server answers again. */
function NotFetched() {
  const { status } = useLive();
  const fell = useRef(false);
  useEffect(() => {
    if (status === "offline") fell.current = true;
    else if (status === "live" && fell.current) location.reload();
  }, [status]);
  return (
    <div className="mx-auto max-w-2xl p-6">
      <ErrorState
        error={
          new Error(
            "This page could not be fetched: either a new version was installed or the server is not reachable.",
          )
        }
        title="The page needs to be loaded again"
        onRetry={() => location.reload()}
      />
    </div>
  );
}
