import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { api, backend } from "@/api/client";
import { useMay } from "@/api/me";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { ErrorNote } from "@/ui/error-note";

const placeholder = "YOUR_API_KEY";

/** One order as a command; an unknown email creates its customer, too. */
export function orderCommand(origin: string, key: string): string {
  return `curl ${origin}/api/orders \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"email": "ada@shop.example", "amount": 24.50, "items": ["Coffee"]}'`;
}

/** The API in one command, with a key made for it on demand. */
export function ApiStart() {
  const queries = useQueryClient();
  const mayMakeKeys = useMay("own");
  const make = api.useMutation("post", "/api/api-keys", {
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["get", "/api/api-keys"] }),
  });
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        Send customers to <code className="font-mono text-sm">/api/customers</code> and orders to{" "}
        <code className="font-mono text-sm">/api/orders</code>: one object, an array, or one object a line. An
        order of somebody unknown creates the customer.
      </p>
      <CodeBlock
        code={orderCommand(backend || location.origin, make.data?.key ?? placeholder)}
        copyLabel="Copy command"
      />
      {make.data ? (
        <p className="text-muted text-sm" role="status">
          The key “{make.data.name}” is in the command. It is shown only now and can be revoked in the
          settings.
        </p>
      ) : !mayMakeKeys ? (
        <p className="text-muted text-sm">An owner of the workspace makes the key, in the settings.</p>
      ) : (
        <div>
          <Button busy={make.isPending} onClick={() => make.mutate({ body: { name: "First steps" } })}>
            {!make.isPending && <KeyRound aria-hidden />}
            Make a key and fill it in
          </Button>
        </div>
      )}
      {make.isError && <ErrorNote error={make.error}>No key was made.</ErrorNote>}
    </div>
  );
}
