import type { ReactNode } from "react";
import type { Api } from "@/api/types";
import { useFormat } from "@/lib/format-context";

/** What owners decided, for those who do not decide. */
export function SettingsFacts({ workspace }: { workspace: Api<"Workspace"> }) {
  const format = useFormat();
  const { sender } = workspace;
  const from = [sender.name, sender.email && `<${sender.email}>`].filter(Boolean).join(" ");
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2">
      <Fact label="Name">{workspace.name}</Fact>
      <Fact label="Currency">{workspace.currency}</Fact>
      <Fact label="Time zone">{workspace.timeZone.replaceAll("_", " ")}</Fact>
      <Fact label="Brand voice">{workspace.voice}</Fact>
      <Fact label="Email sender">{from}</Fact>
      <Fact label="Answers go to">{sender.replyTo}</Fact>
      <Fact label="Postal address">{sender.postalAddress}</Fact>
      <Fact label="Who may be written to">
        {workspace.consentMode === "optIn" ? "Only who opted in" : "Whoever has not opted out"}
      </Fact>
      <Fact label="A campaign may be sent to">
        {workspace.mostRecipients === null
          ? "Any number of people"
          : `${format.number(workspace.mostRecipients)} people at most`}
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd dir="auto" className="whitespace-pre-wrap break-words">
        {children || <span className="text-faint">Not set</span>}
      </dd>
    </>
  );
}
