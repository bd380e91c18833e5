import { SearchX } from "lucide-react";
import { Link } from "react-router";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { PageHeader } from "@/ui/page-header";

export function Component() {
  return (
    <div className="max-w-[720px]">
      <PageHeader title="Page not found" />
      <EmptyState
        icon={SearchX}
        title="There is nothing at this address"
        action={
          <Button variant="primary" asChild>
            <Link to={paths.dashboard}>Go to the dashboard</Link>
          </Button>
        }
      >
        The link may be old or mistyped.
      </EmptyState>
    </div>
  );
}
