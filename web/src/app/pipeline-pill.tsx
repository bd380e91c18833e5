import { CircleCheck, RefreshCw, Unplug } from "lucide-react";
import { Link } from "react-router";
import { api } from "@/api/client";
import { useLive } from "@/api/live";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { paths } from "@/lib/paths";
import { Popover, PopoverContent, PopoverTrigger } from "@/ui/popover";

/** Whether what was sent in is on the screen yet. */
export function PipelinePill({ collapsed }: { collapsed: boolean }) {
  const format = useFormat();
  const { stale } = useLive();
  const pipeline = api.useQuery("get", "/api/pipeline", {}, { refetchInterval: stale ? 5_000 : 30_000 });
  const data = pipeline.data;
  const waiting = data ? data.waiting.customers + data.waiting.orders + data.waiting.receipts : 0;
  const away = pipeline.isError;
  const behind = !away && data?.state === "catchingUp";
  const text = away
    ? "Not reachable"
    : behind
      ? `Catching up: ${plural(waiting, format.compact(waiting), "record")}`
      : data
        ? "Up to date"
        : "Checking…";
  const Icon = away ? Unplug : behind ? RefreshCw : CircleCheck;
  return (
    <Popover>
      <PopoverTrigger
        aria-label={text}
        title={collapsed ? text : undefined}
        className="flex h-8 w-full items-center gap-2.5 rounded-lg px-2 text-left text-muted text-xs hover:bg-raised hover:text-ink touch:h-11"
      >
        <Icon
          aria-hidden
          className={cn("size-4 shrink-0", away && "text-warn", behind && "text-submitted")}
        />
        {!collapsed && <span className="tabular truncate">{text}</span>}
      </PopoverTrigger>
      <PopoverContent label="How far applying is" side="top" className="w-72">
        {away || !data ? (
          <p>
            {away
              ? "The server does not answer. Check that minicrm is running. Nothing that was accepted is lost, and the app connects again by itself."
              : "Asking the server how far it is."}
          </p>
        ) : (
          <>
            <p className="text-muted">
              {behind
                ? "Everything accepted is safe and is being applied in order. Numbers follow as it goes."
                : "Everything that was accepted is applied."}
            </p>
            <dl className="mt-3 flex flex-col gap-1">
              {(["customers", "orders", "receipts"] as const).map((topic) => (
                <div key={topic} className="flex justify-between">
                  <dt className="first-letter:uppercase">{topic} waiting</dt>
                  <dd className="tabular">{format.number(data.waiting[topic])}</dd>
                </div>
              ))}
              <div className="flex justify-between">
                <dt>Dead letters</dt>
                <dd className="tabular">{format.number(data.deadLetters)}</dd>
              </div>
            </dl>
            {data.deadLetters > 0 && (
              <p className="mt-3 text-muted text-sm">
                Some records could not be applied.{" "}
                <Link to={paths.deadLetters} className="text-ink underline underline-offset-4">
                  Look at them
                </Link>
              </p>
            )}
          </>
        )}
      </PopoverContent>
    </Popover>
  );
}
