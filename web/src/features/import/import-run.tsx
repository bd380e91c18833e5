import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { api } from "@/api/client";
import { useMay } from "@/api/me";
import { ProblemError } from "@/api/problem";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { secondsLeft, useRate } from "@/lib/rate";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { RelativeDate } from "@/ui/figures";
import { LiveNumber } from "@/ui/live-number";
import { PageHeader } from "@/ui/page-header";
import { Progress } from "@/ui/progress";
import { SkeletonLines } from "@/ui/skeleton";
import { useImport } from "./import-queries";
import { type Import, ImportStateBadge, importName, phaseOf } from "./import-state";
import { Rejections } from "./rejections";
import { rowsOf } from "./row-totals";

const back = (
  <Link
    to={paths.import}
    className="inline-flex items-center gap-1 text-muted hover:text-ink hover:underline hover:underline-offset-4"
  >
    <ArrowLeft aria-hidden className="size-4" />
    All imports
  </Link>
);

/** What importing the same rows twice does. */
const again: Record<Import["kind"], string> = {
  customers: "customers that were taken are not doubled.",
  orders: "orders with an externalId are not doubled, those without one are.",
};

/** One import: how far it is, and what became of its rows. */
export function ImportRun({ id }: { id: string }) {
  const asked = useImport(id);
  const run = asked.data;
  if (run) return <Run run={run} />;
  if (asked.error instanceof ProblemError && asked.error.status === 404) {
    return (
      <>
        <PageHeader back={back} title="Import" />
        <EmptyState
          title="There is no such import"
          action={
            <Button asChild>
              <Link to={paths.import}>See all imports</Link>
            </Button>
          }
        >
          The link may be old or mistyped.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader back={back} title="Import" />
      {asked.isError ? (
        <ErrorState
          error={asked.error}
          title="The import could not be loaded"
          kept="It goes on whether one looks at it or not."
          onRetry={() => void asked.refetch()}
          busy={asked.isFetching}
        />
      ) : (
        <Card>
          <SkeletonLines lines={5} />
        </Card>
      )}
    </>
  );
}

function Run({ run }: { run: Import }) {
  const phase = phaseOf(run);
  const mayIngest = useMay("ingest");
  return (
    <>
      <PageHeader
        back={back}
        title={importName(run)}
        aside={<ImportStateBadge run={run} />}
        purpose={
          <>
            {run.kind === "orders" ? "Orders" : "Customers"}, begun <RelativeDate value={run.startedAt} />
          </>
        }
        action={
          run.state !== "running" && (
            <>
              {run.accepted > 0 && (
                <Button asChild>
                  <Link to={paths.customers}>See the customers</Link>
                </Button>
              )}
              {mayIngest && (
                <Button variant="primary" asChild>
                  <Link to={paths.import}>Import another file</Link>
                </Button>
              )}
            </>
          )
        }
      />
      <div className="flex flex-col gap-4">
        <Card>
          <div className="flex flex-col gap-4">
            {phase === "reading" && <ReadingRows run={run} />}
            {phase === "applying" && <ApplyingRows run={run} />}
            {phase === "failed" && (
              <div role="alert">
                <p className="font-medium">
                  The import ended early: {run.error ?? "the server did not say why."}
                </p>
                <p className="text-muted">
                  {run.accepted > 0
                    ? `What was accepted before is kept. Mend the file and import it again: ${again[run.kind]}`
                    : "Nothing was taken. Mend the file and import it again."}
                </p>
              </div>
            )}
            {phase === "done" && <DoneSentence run={run} />}
            <dl className="grid grid-cols-3 gap-4">
              <Figure label="Rows read">
                <LiveNumber value={run.rowsRead} announce={run.state === "running" ? "rows read" : ""} />
              </Figure>
              <Figure label="Accepted">
                <LiveNumber value={run.accepted} />
              </Figure>
              <Figure label="Rejected">
                <LiveNumber value={run.rejectedTotal} />
              </Figure>
            </dl>
          </div>
        </Card>
        {run.rejectedTotal > 0 && <Rejections run={run} />}
      </div>
    </>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="font-semibold text-xl">{children}</dd>
    </div>
  );
}

function ReadingRows({ run }: { run: Import }) {
  const format = useFormat();
  const total = rowsOf(run.id);
  const rate = useRate(run.rowsRead);
  const left = secondsLeft(run.rowsRead, total, rate);
  const read = format.number(run.rowsRead);
  return (
    <div className="flex flex-col gap-2">
      <p className="tabular">
        {total === null
          ? `Reading: ${plural(run.rowsRead, read, "row")} so far`
          : `Reading: ${read} of ${plural(total, format.number(total), "row")}`}
      </p>
      <Progress label="Rows read" value={run.rowsRead} max={total} />
      <p className="tabular min-h-5 text-muted text-sm">
        {rate !== null && rate > 0 && `${format.number(Math.round(rate))} a second`}
        {left !== null && `, about ${format.duration(left)} left`}
        {rate !== null && rate > 0 && ". "}
        You can leave: it goes on, and you find it here again.
      </p>
    </div>
  );
}

function ApplyingRows({ run }: { run: Import }) {
  const format = useFormat();
  const { data: pipeline } = api.useQuery("get", "/api/pipeline");
  const waiting = pipeline?.waiting[run.kind] ?? 0;
  // The log may hold records of others before and after: of this file at most all it accepted still wait.
  const open = Math.min(waiting, run.accepted);
  const applied = run.accepted - open;
  return (
    <div className="flex flex-col gap-2">
      <p className="tabular">
        Every row is read. Applied: {format.number(applied)} of {format.number(run.accepted)} accepted{" "}
        {run.accepted === 1 ? "row" : "rows"}
      </p>
      <Progress label="Accepted rows applied" value={applied} max={run.accepted} />
      <p className="min-h-5 text-muted text-sm">What was accepted is safe; the numbers follow as it goes.</p>
    </div>
  );
}

function DoneSentence({ run }: { run: Import }) {
  const format = useFormat();
  const what = run.kind === "orders" ? "order" : "customer";
  return (
    <p>
      {run.accepted === 0
        ? "No row could be taken."
        : run.rejectedTotal === 0
          ? `All ${plural(run.accepted, format.number(run.accepted), "row")} were taken and applied.`
          : `${plural(run.accepted, format.number(run.accepted), `row`)} of ${what}s were taken and applied, ${format.number(run.rejectedTotal)} rejected.`}
    </p>
  );
}
