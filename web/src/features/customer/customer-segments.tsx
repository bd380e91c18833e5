import { CircleCheck, CircleX } from "lucide-react";
import { Link } from "react-router";
import { api } from "@/api/client";
import { audienceProgress } from "@/api/problem";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { ErrorNote } from "@/ui/error-note";
import { SkeletonLines } from "@/ui/skeleton";

/** In which saved segments somebody is, and why. */
export function CustomerSegments({ id }: { id: string }) {
  const format = useFormat();
  const asked = api.useQuery("get", "/api/customers/{id}/segments", { params: { path: { id } } });
  if (!asked.data) {
    const progress = audienceProgress(asked.failureReason);
    if (asked.isError) return <ErrorNote error={asked.error} />;
    if (progress !== null) {
      return <p className="text-muted">Reading the customers: {format.percent(progress, 1)}</p>;
    }
    return <SkeletonLines lines={3} />;
  }
  const inside = asked.data.filter((segment) => segment.holds);
  const outside = asked.data.filter((segment) => !segment.holds);
  if (asked.data.length === 0) return <p className="text-muted">There are no saved segments yet.</p>;
  return (
    <div className="flex flex-col gap-3">
      {inside.length === 0 && <p className="text-muted">In none of the saved segments.</p>}
      {inside.length > 0 && (
        <ul aria-label="In these segments" className="flex flex-col gap-3">
          {inside.map((segment) => (
            <li key={segment.id}>
              <Link
                to={paths.segment(segment.id)}
                dir="auto"
                className="font-medium underline decoration-line-control underline-offset-4 hover:decoration-ink"
              >
                {segment.name}
              </Link>
              <ul className="mt-1 flex flex-col gap-0.5">
                {segment.why.map((reason) => (
                  <Reason key={reason.sentence} {...reason} />
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      {outside.length > 0 && (
        <p className="text-muted text-sm">
          Not in{" "}
          {outside.map((segment, index) => (
            <span key={segment.id}>
              {index > 0 && ", "}
              <Link to={paths.segment(segment.id)} dir="auto" className="hover:text-ink hover:underline">
                {segment.name}
              </Link>
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function Reason({ holds, sentence }: { holds: boolean; sentence: string }) {
  const Icon = holds ? CircleCheck : CircleX;
  return (
    <li className="flex items-start gap-1.5 text-muted text-sm">
      <Icon aria-hidden className={holds ? "mt-0.5 size-4 shrink-0 text-sent" : "mt-0.5 size-4 shrink-0"} />
      <span className="min-w-0 break-words">
        <span className="sr-only">{holds ? "Holds: " : "Does not hold: "}</span>
        {sentence.charAt(0).toUpperCase() + sentence.slice(1)}
      </span>
    </li>
  );
}
