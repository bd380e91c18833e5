import { Link } from "react-router";
import { useMay, useMe } from "@/api/me";
import { ApiKeys } from "@/features/api-keys/api-keys";
import { Members } from "@/features/members/members";
import { WorkspaceForm } from "@/features/workspace/workspace-form";
import { paths } from "@/lib/paths";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { PageHeader } from "@/ui/page-header";
import { SimulatedBadge } from "@/ui/simulated-badge";
import { showDone } from "@/ui/toast";

const channelNames = { email: "Email", sms: "SMS" } as const;

export function Component() {
  const { workspace } = useMe();
  const mayConfigure = useMay("configure");
  const owner = useMay("own");
  return (
    <div className="max-w-[720px]">
      <PageHeader
        title="Settings"
        purpose="The workspace, its channels, its members, and the keys that may use it."
      />
      <div className="flex flex-col gap-6">
        <Card
          title="Workspace"
          purpose={mayConfigure ? undefined : "An owner of the workspace decides about these."}
        >
          {mayConfigure ? (
            <WorkspaceForm
              key={workspace.id}
              action="Save"
              initial={{ name: workspace.name, currency: workspace.currency, timeZone: workspace.timeZone }}
              onSaved={() => showDone("Workspace saved")}
            />
          ) : (
            <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
              <dt className="text-muted">Name</dt>
              <dd>{workspace.name}</dd>
              <dt className="text-muted">Currency</dt>
              <dd>{workspace.currency}</dd>
              <dt className="text-muted">Time zone</dt>
              <dd>{workspace.timeZone.replaceAll("_", " ")}</dd>
            </dl>
          )}
        </Card>
        <Card
          title="Channels"
          purpose="How messages leave. Channels are configured where the server is started."
        >
          <ul className="flex flex-col divide-y divide-line">
            {workspace.channels.map((channel) => (
              <li key={channel.channel} className="flex h-10 items-center justify-between gap-4">
                <span className="font-medium">{channelNames[channel.channel]}</span>
                {channel.simulated ? (
                  <SimulatedBadge />
                ) : (
                  <span className="text-muted">Through the vendor</span>
                )}
              </li>
            ))}
          </ul>
        </Card>
        {owner && <Members />}
        {owner && <ApiKeys />}
        {owner && (
          <Card
            title="Audit log"
            purpose="Who did what here, when, and from where."
            action={
              <Button asChild>
                <Link to={paths.audit}>Open the audit log</Link>
              </Button>
            }
          />
        )}
      </div>
    </div>
  );
}
