import { CircleCheck } from "lucide-react";
import { Link } from "react-router";
import { api } from "@/api/client";
import { useLiveEvent } from "@/api/live";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { secondsLeft, useRate } from "@/lib/rate";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import { Progress } from "@/ui/progress";
import { type DemoLoad, loadDemo, pipelineMoved, useDemoLoad } from "./demo-load";

/** How far the demo shop is applied; nothing while nobody loads it, or when it is done. */
export function DemoProgress() {
  const load = useDemoLoad();
  useLiveEvent("pipeline", pipelineMoved);
  if (load.at === "idle" || load.at === "done") return null;
  if (load.at === "failed") {
    return (
      <div className="flex flex-col items-start gap-3">
        <ErrorNote error={load.error}>What was accepted is kept and goes on being applied.</ErrorNote>
        <Button onClick={() => void loadDemo()}>Try again</Button>
      </div>
    );
  }
  if (load.at === "starting") {
    return (
      <div className="flex flex-col gap-2" role="status">
        <p>Opening the demo shop…</p>
        <Progress label="Demo shop" value={0} max={null} />
      </div>
    );
  }
  return <Applying load={load} />;
}

function Applying({ load }: { load: Extract<DemoLoad, { at: "applying" }> }) {
  const format = useFormat();
  const { data: pipeline } = api.useQuery("get", "/api/pipeline");
  // Whole batches are certain; in between, what still waits tells how far the current one is.
  const waiting =
    pipeline?.state === "catchingUp" ? pipeline.waiting.customers + pipeline.waiting.orders : load.total;
  const applied = Math.max(load.settled, load.total - Math.min(load.total, waiting));
  const rate = useRate(applied);
  const left = secondsLeft(applied, load.total, rate);
  return (
    <div className="flex flex-col gap-2">
      <p className="tabular">
        Loading the demo shop: {format.number(applied)} of {format.number(load.total)} records applied
      </p>
      <Progress label="Records of the demo shop applied" value={applied} max={load.total} />
      <p className="tabular min-h-5 text-muted text-sm">
        {rate !== null &&
          rate > 0 &&
          `${plural(Math.round(rate), format.number(Math.round(rate)), "record")} a second`}
        {left !== null && `, about ${format.duration(left)} left`}
      </p>
    </div>
  );
}

/** What the demo shop brought. */
export function DemoDone({ load }: { load: Extract<DemoLoad, { at: "done" }> }) {
  const format = useFormat();
  return (
    <p role="status" className="flex items-start gap-2">
      <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-sent" />
      <span>
        The demo shop is here: {plural(load.customers, format.number(load.customers), "customer")} and{" "}
        {plural(load.orders, format.number(load.orders), "order")}.{" "}
        {load.dead > 0 && (
          <>
            {plural(load.dead, format.number(load.dead), "record")} could not be applied.{" "}
            <Link to={paths.deadLetters} className="underline underline-offset-4">
              Look at them
            </Link>{" "}
          </>
        )}
        <Link to={paths.customers} className="underline underline-offset-4">
          See who they are
        </Link>
      </span>
    </p>
  );
}
