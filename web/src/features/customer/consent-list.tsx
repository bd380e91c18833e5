import { BellOff, CircleCheck, CircleHelp, type LucideIcon } from "lucide-react";
import { useWorkspace } from "@/api/me";
import type { Api } from "@/api/types";
import { cn } from "@/lib/cn";
import { RelativeDate } from "@/ui/figures";

type Consent = Api<"Consent">;

interface ConsentLook {
  label: string;
  icon: LucideIcon;
  mark: string;
  /** What follows from it. */
  meaning: string;
}

export const consentLooks: Record<Api<"ConsentState">, ConsentLook> = {
  granted: { label: "Granted", icon: CircleCheck, mark: "text-sent", meaning: "May be written to." },
  withdrawn: { label: "Withdrawn", icon: BellOff, mark: "text-failed", meaning: "Is never written to." },
  unknown: { label: "Unknown", icon: CircleHelp, mark: "text-pending-mark", meaning: "Nobody asked yet:" },
};

const silence: Record<Api<"ConsentMode">, string> = {
  optOut: "counts as reachable.",
  optIn: "is not written to, since this workspace writes only to who opted in.",
};

const sources: Record<string, string> = { shop: "by the shop", person: "by the customer" };

/** By whom, in words; a source this version does not know is named as it is. */
export function consentSource(source: string): string {
  return sources[source] ?? `by ${source}`;
}

const channels = [
  { channel: "email", label: "Email" },
  { channel: "sms", label: "SMS" },
] as const;

/** Whether the customer may be written to, per channel: what, since when, by whose word. */
export function ConsentList({ consent }: { consent: Api<"CustomerConsent"> }) {
  return (
    <dl className="flex flex-col gap-3">
      {channels.map(({ channel, label }) => (
        <ConsentRow key={channel} label={label} consent={consent[channel]} />
      ))}
    </dl>
  );
}

function ConsentRow({ label, consent }: { label: string; consent: Consent }) {
  const { consentMode } = useWorkspace();
  const look = consentLooks[consent.state];
  const Icon = look.icon;
  return (
    <div className="flex gap-3">
      <dt className="w-28 shrink-0 text-muted">{label}</dt>
      <dd className="min-w-0">
        <span className="flex items-center gap-1.5 font-medium">
          <Icon aria-hidden className={cn("size-4 shrink-0", look.mark)} />
          {look.label}
        </span>
        <span className="block text-muted text-sm">
          {look.meaning}
          {consent.state === "unknown" && ` ${silence[consentMode]}`}
          {consent.at && (
            <>
              {" "}
              Recorded <RelativeDate value={consent.at} />
              {consent.source && ` ${consentSource(consent.source)}`}.
            </>
          )}
        </span>
      </dd>
    </div>
  );
}
