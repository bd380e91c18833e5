import { useState } from "react";
import type { Api } from "@/api/types";
import { customerName } from "@/features/customer/customer-name";
import { cn } from "@/lib/cn";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { Segmented } from "@/ui/segmented";
import type { Channel } from "./campaign-queries";
import { MailFrame } from "./mail-frame";

export interface MessageFrameProps {
  channel: Channel;
  sender: string;
  /** Where it goes: an address or a number; null where there is none. */
  to: string | null;
  toName: string | null;
  subject: string | null;
  body: string;
  /** The same as HTML, as emails are read. */
  html?: string | null | undefined;
  className?: string;
}

/** A message as its reader sees it. Nothing in it is ever run. */
export function MessageFrame(props: MessageFrameProps) {
  return props.channel === "sms" ? <Phone {...props} /> : <Mail {...props} />;
}

function Phone({ sender, body, className }: MessageFrameProps) {
  return (
    <div
      className={cn(
        "mx-auto flex min-h-64 w-full max-w-[300px] flex-col rounded-[28px] border-4 border-line-strong bg-canvas",
        className,
      )}
    >
      <div className="border-line border-b px-4 py-3 text-center font-medium text-sm">
        <span dir="auto" className="block truncate">
          {sender}
        </span>
      </div>
      <div className="flex flex-1 flex-col justify-end p-3">
        <p
          dir="auto"
          className="w-fit max-w-[92%] whitespace-pre-wrap break-words rounded-[16px] rounded-bl-sm bg-raised px-3 py-2"
        >
          {body}
        </p>
      </div>
    </div>
  );
}

const forms = [
  { value: "html", label: "Email" },
  { value: "text", label: "Text only" },
] as const;

function Mail({ sender, to, toName, subject, body, html, className }: MessageFrameProps) {
  const [form, setForm] = useState<"html" | "text">("html");
  return (
    <div className={cn("overflow-hidden rounded-lg border border-line-strong bg-card", className)}>
      <div className="flex flex-col gap-1 border-line border-b px-4 py-3 text-sm">
        <p dir="auto" className="break-words font-semibold text-lg">
          {subject || <span className="font-normal text-faint">No subject</span>}
        </p>
        <p className="truncate text-muted">
          <span dir="auto">{sender}</span> to <span dir="auto">{toName ?? to ?? "nobody"}</span>
          {toName && to && (
            <span className="text-faint">
              {" "}
              <bdi>{to}</bdi>
            </span>
          )}
        </p>
      </div>
      {html && form === "html" ? (
        <MailFrame html={html} className="rounded-b-lg" />
      ) : (
        <p dir="auto" className="min-h-32 whitespace-pre-wrap break-words px-4 py-4">
          {body}
        </p>
      )}
      {html && (
        <div className="border-line border-t px-4 py-2">
          <Segmented<"html" | "text">
            size="sm"
            label="Read as"
            value={form}
            onChange={setForm}
            options={forms}
          />
        </div>
      )}
    </div>
  );
}

/** A text that was rendered for a real customer. */
export function RenderedFrame({
  rendered,
  channel,
  sender,
  stale = false,
}: {
  rendered: Api<"Rendered">;
  channel: Channel;
  sender: string;
  stale?: boolean;
}) {
  const format = useFormat();
  const { customer } = rendered;
  const to = customer && (channel === "email" ? customer.email : customer.phone);
  return (
    <div aria-busy={stale} className={cn("flex flex-col gap-2 transition-opacity", stale && "opacity-50")}>
      <MessageFrame
        channel={channel}
        sender={sender}
        to={to}
        toName={customer && customerName(customer)}
        subject={rendered.subject}
        body={rendered.body}
        html={rendered.html}
      />
      <p className="tabular text-center text-muted text-sm">
        {plural(rendered.length, format.number(rendered.length), "character")}
        {rendered.segments !== null &&
          `, sent as ${plural(rendered.segments, String(rendered.segments), "part")}`}
      </p>
    </div>
  );
}
