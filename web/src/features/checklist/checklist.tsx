import { ChevronDown, CircleCheck, CircleDashed } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Link } from "react-router";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Progress } from "@/ui/progress";
import { BringData } from "./bring-data";
import { ConnectChannel } from "./connect-channel";
import { useDemoLoad } from "./demo-load";
import { DemoDone } from "./demo-progress";
import { progressOf, type Step, type StepId, steps } from "./steps";

export interface ChecklistProps {
  checklist: Api<"Checklist">;
  onPutAway(): void;
}

/** The first steps; they tick themselves as things happen. */
export function Checklist({ checklist, onPutAway }: ChecklistProps) {
  const { done, total, next, tried } = progressOf(checklist);
  const load = useDemoLoad();
  // What was just begun stays in view although its step is ticked by the first record.
  const busy = load.at === "idle" || load.at === "done" ? null : "data";
  const [chosen, setChosen] = useState<StepId | "none" | null>(null);
  const open = chosen ?? busy ?? next;
  return (
    <Card
      title="First steps"
      purpose={
        next === null
          ? "All done: you can put this away."
          : tried
            ? "You have tried everything. The last step is for when you want to reach real people."
            : "Each one ticks itself when it has happened."
      }
      action={
        <div className="flex items-center gap-3">
          <span className="tabular text-muted text-sm">
            {done} of {total} done
          </span>
          <Progress label="First steps done" value={done} max={total} className="w-24" />
          {tried && (
            <Button size="sm" variant="ghost" onClick={onPutAway}>
              Put away
            </Button>
          )}
        </div>
      }
    >
      {load.at === "done" && (
        <div className="-mt-1 mb-4">
          <DemoDone load={load} />
        </div>
      )}
      <ol className="-mx-4 -mb-4 flex flex-col divide-y divide-line border-line border-t">
        {steps.map((step) => (
          <StepRow
            key={step.id}
            step={step}
            done={checklist[step.id]}
            open={open === step.id}
            onToggle={() => setChosen(open === step.id ? "none" : step.id)}
          >
            <StepBody step={step} checklist={checklist} current={next === step.id} />
          </StepRow>
        ))}
      </ol>
    </Card>
  );
}

function StepRow({
  step,
  done,
  open,
  onToggle,
  children,
}: {
  step: Step;
  done: boolean;
  open: boolean;
  onToggle(): void;
  children: ReactNode;
}) {
  const id = useId();
  const Icon = done ? CircleCheck : CircleDashed;
  return (
    <li>
      <h3>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={onToggle}
          className="flex w-full items-center gap-3 px-4 py-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
        >
          <Icon
            aria-hidden
            className={cn("size-5 shrink-0 touch:size-6", done ? "text-sent" : "text-pending-mark")}
          />
          <span className="min-w-0 flex-1">
            <span className={cn("font-medium", done && "text-muted")}>{step.title}</span>
            <span className="sr-only">{done ? ", done" : ", to do"}</span>
            <span className={cn("ml-3 text-muted text-sm max-md:ml-0 max-md:block", done && "max-md:hidden")}>
              {step.why}
            </span>
          </span>
          <ChevronDown
            aria-hidden
            className={cn("size-4 shrink-0 text-muted transition-transform", open && "rotate-180")}
          />
        </button>
      </h3>
      {open && (
        <div id={id} className="px-4 pt-1 pb-4 md:pl-12">
          {children}
        </div>
      )}
    </li>
  );
}

function StepBody({
  step,
  checklist,
  current,
}: {
  step: Step;
  checklist: Api<"Checklist">;
  current: boolean;
}) {
  const variant = current ? "primary" : "secondary";
  switch (step.id) {
    case "data":
      return <BringData first={current} />;
    case "channel":
      return <ConnectChannel />;
    case "segment":
      return (
        <Button variant={variant} asChild>
          <Link to={paths.newCampaign}>Describe an audience</Link>
        </Button>
      );
    case "message":
      return (
        <Button variant={variant} asChild>
          <Link to={paths.newCampaign}>Write a message</Link>
        </Button>
      );
    case "launched":
      return (
        <Button variant={variant} asChild>
          {checklist.segment || checklist.message ? (
            <Link to={paths.campaigns}>Open the campaigns</Link>
          ) : (
            <Link to={paths.newCampaign}>Start a campaign</Link>
          )}
        </Button>
      );
  }
}
