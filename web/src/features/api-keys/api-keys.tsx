import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, backend } from "@/api/client";
import type { Api } from "@/api/types";
import { useNow } from "@/lib/now";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Checkbox } from "@/ui/checkbox";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { CopyButton } from "@/ui/copy-button";
import { type Column, DataTable } from "@/ui/data-table";
import { Dialog } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { ErrorNote } from "@/ui/error-note";
import { ErrorState } from "@/ui/error-state";
import { RelativeDate } from "@/ui/figures";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { showDone } from "@/ui/toast";

type ApiKey = Api<"ApiKey">;
type Scope = ApiKey["scopes"][number];

const dayMs = 86_400_000;
const scopeChoices: readonly { value: Scope; label: string }[] = [
  { value: "ingest", label: "Sending customers and orders in" },
  { value: "read", label: "Reading everything" },
  { value: "campaigns", label: "Writing, launching and steering campaigns" },
  { value: "settings", label: "Changing name, currency and time zone" },
];
const expiries = [
  { value: "never", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

const listOptions = () => api.queryOptions("get", "/api/api-keys");

/** The keys with which scripts and shops send data in. */
export function ApiKeys() {
  const queries = useQueryClient();
  const keys = api.useQuery("get", "/api/api-keys");
  const now = useNow();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const revoke = api.useMutation("delete", "/api/api-keys/{id}", {
    onSuccess() {
      showDone(`Key “${revoking?.name ?? ""}” revoked`);
      setRevoking(null);
      void queries.invalidateQueries({ queryKey: listOptions().queryKey });
    },
  });

  const columns: Column<ApiKey>[] = [
    {
      id: "name",
      header: "Name",
      className: "max-w-0 w-full",
      cell: (key) => (
        <span className="block truncate font-medium" title={key.name}>
          {key.name}
        </span>
      ),
    },
    {
      id: "prefix",
      header: "Begins with",
      wide: true,
      cell: (key) => <code className="font-mono text-sm">{key.prefix}…</code>,
    },
    {
      id: "scopes",
      header: "Good for",
      wide: true,
      className: "whitespace-nowrap",
      cell: (key) => key.scopes.join(", "),
    },
    {
      id: "createdAt",
      header: "Created",
      wide: "very",
      cell: (key) => <RelativeDate value={key.createdAt} />,
    },
    {
      id: "lastUsedAt",
      header: "Last used",
      cell: (key) =>
        key.expiresAt && Date.parse(key.expiresAt) <= now ? (
          <Badge tone="warn">expired</Badge>
        ) : key.lastUsedAt ? (
          <RelativeDate value={key.lastUsedAt} />
        ) : (
          <span className="text-faint">never</span>
        ),
    },
    {
      id: "revoke",
      header: <span className="sr-only">Actions</span>,
      align: "right",
      cell: (key) => (
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Revoke ${key.name}`}
          onClick={() => {
            revoke.reset();
            setRevoking(key);
          }}
        >
          Revoke
        </Button>
      ),
    },
  ];

  const create = (
    <Button onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      New key
    </Button>
  );
  return (
    <Card
      title="API keys"
      purpose="A key lets a script or a shop in. It is good for its scopes and nothing else."
      action={keys.data && keys.data.items.length > 0 ? create : undefined}
    >
      {keys.isError ? (
        <ErrorState
          className="border-0 py-6"
          error={keys.error}
          title="The keys could not be loaded"
          onRetry={() => void keys.refetch()}
          busy={keys.isFetching}
        />
      ) : (
        <DataTable
          label="API keys"
          columns={columns}
          rows={keys.data?.items}
          rowKey={(key) => key.id}
          skeletonRows={2}
          empty={
            <EmptyState icon={KeyRound} title="No API keys yet" action={create} className="border-0 py-6">
              Create one to send customers and orders with curl or from your shop.
            </EmptyState>
          }
        />
      )}
      {creating && <NewKeyDialog onClose={() => setCreating(false)} />}
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => !open && setRevoking(null)}
        title={`Revoke “${revoking?.name ?? ""}”?`}
        action="Revoke key"
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => revoking && revoke.mutate({ params: { path: { id: revoking.id } } })}
      >
        <p>
          Whatever uses this key is refused from now on. What it sent so far stays. This cannot be undone.
        </p>
      </ConfirmDialog>
    </Card>
  );
}

function NewKeyDialog({ onClose }: { onClose(): void }) {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [missing, setMissing] = useState(false);
  const [scopes, setScopes] = useState<readonly Scope[]>(["ingest", "read", "campaigns"]);
  const [days, setDays] = useState("never");
  const create = api.useMutation("post", "/api/api-keys", {
    onSuccess: () => void queries.invalidateQueries({ queryKey: listOptions().queryKey }),
  });

  if (create.data) return <CreatedKeyDialog created={create.data} onClose={onClose} />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    setMissing(trimmed === "");
    if (trimmed === "" || scopes.length === 0) return;
    const expiresAt = days === "never" ? null : new Date(Date.now() + Number(days) * dayMs).toISOString();
    create.mutate({ body: { name: trimmed, scopes: [...scopes], expiresAt } });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New API key"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="new-key" busy={create.isPending}>
            Create key
          </Button>
        </>
      }
    >
      <form id="new-key" noValidate onSubmit={submit} className="flex flex-col gap-3">
        <FormField
          label="Name"
          hint="What will use it, so that you know later which one to revoke."
          error={missing ? "Give the key a name." : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={name}
              onChange={(event) => setName(event.target.value)}
              maxLength={100}
              placeholder="Online shop"
              autoComplete="off"
            />
          )}
        </FormField>
        <fieldset>
          <legend className="mb-1 font-medium text-sm">Good for</legend>
          <div className="flex flex-col">
            {scopeChoices.map(({ value, label }) => (
              <label
                key={value}
                htmlFor={`scope-${value}`}
                className="flex h-8 items-center gap-2 touch:h-11"
              >
                <Checkbox
                  id={`scope-${value}`}
                  checked={scopes.includes(value)}
                  onCheckedChange={(on) =>
                    setScopes(on === true ? [...scopes, value] : scopes.filter((scope) => scope !== value))
                  }
                />
                {label}
              </label>
            ))}
          </div>
          {scopes.length === 0 && <p className="text-danger-text text-sm">Choose at least one.</p>}
        </fieldset>
        <FormField label="Expires">
          {(control) => <Select {...control} value={days} options={expiries} onChange={setDays} />}
        </FormField>
        {create.isError && <ErrorNote error={create.error}>No key was created.</ErrorNote>}
      </form>
    </Dialog>
  );
}

function CreatedKeyDialog({ created, onClose }: { created: Api<"CreatedApiKey">; onClose(): void }) {
  const curl = `curl ${backend || location.origin}/api/customers \\
  -H "Authorization: Bearer ${created.key}" \\
  -H "Content-Type: application/json" \\
  -d '{"email": "ada@shop.example", "name": "Ada"}'`;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Key “${created.name}”`}
      description="Copy it now: it is not kept in a readable form and cannot be shown again."
      className="max-w-xl"
      footer={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <div className="flex items-center gap-1 rounded-lg border border-line bg-raised py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 select-all break-all font-mono text-sm">{created.key}</code>
        <CopyButton text={created.key} label="Copy key" />
      </div>
      <h3 className="mt-4 mb-1 font-medium text-sm">Try it</h3>
      <div className="flex items-start gap-1 rounded-lg border border-line bg-raised py-1 pr-1 pl-3">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto py-1.5 font-mono text-xs">
          {curl}
        </pre>
        <CopyButton text={curl} label="Copy command" />
      </div>
    </Dialog>
  );
}
