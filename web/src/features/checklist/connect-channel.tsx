import { useWorkspace } from "@/api/me";
import { CodeBlock } from "@/ui/code-block";

const settings = `VENDOR_URL=https://vendor.shop.example
VENDOR_SECRET=whsec_…`;

/** What to set so that messages leave this machine. */
export function ConnectChannel() {
  const { channels } = useWorkspace();
  const simulated = channels.filter((channel) => channel.simulated).length;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        {simulated === channels.length
          ? "Every channel goes to the simulator now."
          : simulated > 0
            ? "Some channels go to the simulator now."
            : "Every channel goes to your vendor."}{" "}
        To connect a vendor, put its address and the shared secret into{" "}
        <code className="font-mono text-sm">.env</code> where minicrm is started, and start it again:
      </p>
      <CodeBlock code={settings} copyLabel="Copy settings" />
      <p className="text-muted text-sm">
        minicrm posts messages to VENDOR_URL/send and takes the vendor’s receipts at /api/vendor/receipt, both
        signed. The demo shop’s addresses are never handed to a real vendor.
      </p>
    </div>
  );
}
