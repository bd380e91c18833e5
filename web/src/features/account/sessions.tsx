import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { signedOut } from "@/api/session";
import type { Api } from "@/api/types";
import { browserName } from "@/lib/browser-name";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type Column, DataTable } from "@/ui/data-table";
import { ErrorState } from "@/ui/error-state";
import { RelativeDate } from "@/ui/figures";
import { showDone, showError } from "@/ui/toast";

type Session = Api<"Session">;

/** Where one is signed in, and how to end it. */
export function Sessions() {
  const queries = useQueryClient();
  const sessions = api.useQuery("get", "/api/auth/sessions");
  const [everywhere, setEverywhere] = useState(false);
  const end = api.useMutation("delete", "/api/auth/sessions/{id}", {
    onSuccess() {
      showDone("That browser is signed out");
      void queries.invalidateQueries({ queryKey: api.queryOptions("get", "/api/auth/sessions").queryKey });
    },
    onError: showError,
  });
  const endAll = api.useMutation("delete", "/api/auth/sessions", { onSuccess: signedOut });

  const columns: Column<Session>[] = [
    {
      id: "agent",
      header: "Browser",
      className: "max-w-0 w-full",
      cell: (session) => (
        <span className="flex min-w-0 items-center gap-x-2 gap-y-1 max-md:flex-wrap">
          <span className="truncate font-medium max-md:w-full" title={session.agent ?? undefined}>
            {browserName(session.agent)}
          </span>
          {session.current && <Badge>this one</Badge>}
        </span>
      ),
    },
    { id: "address", header: "From", wide: true, cell: (session) => session.address ?? "" },
    {
      id: "createdAt",
      header: "Signed in",
      wide: true,
      cell: (session) => <RelativeDate value={session.createdAt} />,
    },
    { id: "seenAt", header: "Last seen", cell: (session) => <RelativeDate value={session.seenAt} /> },
    {
      id: "end",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      cell: (session) =>
        !session.current && (
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Sign out ${browserName(session.agent)}`}
            onClick={() => end.mutate({ params: { path: { id: session.id } } })}
          >
            Sign out
          </Button>
        ),
    },
  ];
  return (
    <Card
      title="Sessions"
      purpose="Browsers in which you are signed in. What you do not know, sign out."
      action={<Button onClick={() => setEverywhere(true)}>Sign out everywhere</Button>}
    >
      {sessions.isError ? (
        <ErrorState
          className="border-0 py-6"
          error={sessions.error}
          title="The sessions could not be loaded"
          onRetry={() => void sessions.refetch()}
          busy={sessions.isFetching}
        />
      ) : (
        <DataTable
          label="Sessions"
          columns={columns}
          rows={sessions.data?.items}
          rowKey={(session) => session.id}
          skeletonRows={1}
        />
      )}
      <ConfirmDialog
        open={everywhere}
        onOpenChange={setEverywhere}
        title="Sign out everywhere?"
        action="Sign out everywhere"
        busy={endAll.isPending}
        error={endAll.error}
        onConfirm={() => endAll.mutate({})}
      >
        <p>
          {sessions.data && sessions.data.items.length > 1
            ? `All ${sessions.data.items.length} browsers are signed out at once, this one included.`
            : "This browser is signed out."}{" "}
          API keys go on working.
        </p>
      </ConfirmDialog>
    </Card>
  );
}
