import { Link } from "react-router";
import { useMay, useMe } from "@/api/me";
import type { Api } from "@/api/types";
import { ApiKeys } from "@/features/api-keys/api-keys";
import { Members } from "@/features/members/members";
import { LimitsForm } from "@/features/workspace/limits-form";
import { SenderForm } from "@/features/workspace/sender-form";
import { SettingsFacts } from "@/features/workspace/settings-facts";
import { UnsavedGuard } from "@/features/workspace/unsaved";
import { VoiceForm } from "@/features/workspace/voice-form";
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
        purpose="The workspace, how it speaks, whom it writes to, its channels, its members, and the keys that may use it."
      />
      <div className="flex flex-col gap-6">
        {mayConfigure ? (
          <Decisions key={workspace.id} workspace={workspace} />
        ) : (
          <Card title="Workspace" purpose="An owner of the workspace decides about these.">
            <SettingsFacts workspace={workspace} />
          </Card>
        )}
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

/** What an owner decides, each section saved by itself. */
function Decisions({ workspace }: { workspace: Api<"Workspace"> }) {
  return (
    <UnsavedGuard>
      <Card title="Workspace">
        <WorkspaceForm
          action="Save"
          initial={{ name: workspace.name, currency: workspace.currency, timeZone: workspace.timeZone }}
          onSaved={() => showDone("Workspace saved")}
        />
      </Card>
      <Card title="Brand voice" purpose="Suggested messages follow it, where a language model writes them.">
        <VoiceForm workspace={workspace} />
      </Card>
      <Card
        title="Email sender"
        purpose="For email that goes out through a mail server of your own. That is not possible yet: until it is, these are checked and kept, and the vendor sends under its own name."
      >
        <SenderForm workspace={workspace} />
      </Card>
      <Card title="Limits" purpose="Whom campaigns of this workspace are sent to, and to how many.">
        <LimitsForm workspace={workspace} />
      </Card>
    </UnsavedGuard>
  );
}
