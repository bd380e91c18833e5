import { UserX } from "lucide-react";
import type { ReactNode } from "react";
import { ProblemError } from "@/api/problem";
import { CustomerOrders } from "@/features/order/customer-orders";
import { useFormat } from "@/lib/format-context";
import { Badge } from "@/ui/badge";
import { CopyButton } from "@/ui/copy-button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Count, Money, RelativeDate } from "@/ui/figures";
import { SidePanel } from "@/ui/side-panel";
import { SkeletonLines } from "@/ui/skeleton";
import { attributeText } from "./attribute-text";
import { ConsentList } from "./consent-list";
import { CustomerData } from "./customer-data";
import { customerName } from "./customer-name";
import { type Customer, useCustomer } from "./customer-queries";
import { CustomerSegments } from "./customer-segments";

export interface CustomerPanelProps {
  /** Whose details; null for a closed panel. */
  id: string | null;
  /** What the list already knows. */
  known: Customer | undefined;
  onClose(): void;
}

/** One customer beside the list. */
export function CustomerPanel({ id, known, onClose }: CustomerPanelProps) {
  if (id === null) return null;
  return <OpenPanel key={id} id={id} known={known} onClose={onClose} />;
}

function OpenPanel({ id, known, onClose }: CustomerPanelProps & { id: string }) {
  const asked = useCustomer(id, known);
  const customer = asked.data;
  const gone = asked.error instanceof ProblemError && asked.error.status === 404;
  return (
    <SidePanel
      open
      onOpenChange={(open) => !open && onClose()}
      title={customer ? <bdi>{customerName(customer)}</bdi> : "Customer"}
      subtitle={
        customer && (
          <>
            Known since <RelativeDate value={customer.createdAt} />
          </>
        )
      }
    >
      {gone ? (
        <EmptyState icon={UserX} title="This customer is not here" className="m-4 border-0">
          The address may be old, or the customer was erased.
        </EmptyState>
      ) : customer ? (
        <Details customer={customer} onErased={onClose} />
      ) : asked.isError ? (
        <ErrorState
          className="m-4 border-0"
          error={asked.error}
          title="The customer could not be loaded"
          onRetry={() => void asked.refetch()}
          busy={asked.isFetching}
        />
      ) : (
        <SkeletonLines lines={12} className="p-4" />
      )}
    </SidePanel>
  );
}

function Details({ customer, onErased }: { customer: Customer; onErased(): void }) {
  const attributes = Object.entries(customer.attributes);
  return (
    <div className="flex flex-col divide-y divide-line">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 p-4">
        <Figure label="Lifetime value" hint="Net amount of all orders that count">
          <Money value={customer.totalSpend} />
        </Figure>
        <Figure label="Orders" hint="Orders that count">
          <Count value={customer.visits} />
        </Figure>
        <Figure label="Average order">
          <Money value={customer.averageOrderValue} />
        </Figure>
        <Figure label="Last purchase">
          <RelativeDate value={customer.lastPurchased} />
        </Figure>
      </dl>
      <Section title="Profile">
        <dl className="flex flex-col gap-1">
          <Field label="Email" value={customer.email} copy />
          <Field label="Phone" value={customer.phone} copy />
          <Field label="City" value={customer.city} />
          <Field label="External id" value={customer.externalId} copy mono />
          <Field label="Id" value={customer.id} copy mono />
          <Entry label="First purchase">
            <RelativeDate value={customer.firstPurchased} />
          </Entry>
          <Entry label="Changed">
            <RelativeDate value={customer.updatedAt} />
          </Entry>
          <Entry label="Tags">
            {customer.tags.length === 0 ? (
              <None />
            ) : (
              <span className="flex flex-wrap gap-1">
                {customer.tags.map((tag) => (
                  <Badge key={tag} className="h-auto min-h-5 max-w-full whitespace-normal break-words">
                    <bdi>{tag}</bdi>
                  </Badge>
                ))}
              </span>
            )}
          </Entry>
        </dl>
      </Section>
      <Section title="Consent">
        <ConsentList consent={customer.consent} />
      </Section>
      {attributes.length > 0 && (
        <Section title="Attributes">
          <dl className="flex flex-col gap-1">
            {attributes.map(([name, value]) => (
              <Attribute key={name} name={name} value={value} />
            ))}
          </dl>
        </Section>
      )}
      <Section title="Orders">
        <CustomerOrders customerId={customer.id} />
      </Section>
      <Section title="Segments">
        <CustomerSegments id={customer.id} />
      </Section>
      <Section title="Data">
        <CustomerData customer={customer} onErased={onErased} />
      </Section>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="p-4">
      <h3 className="mb-3 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Figure({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div title={hint} className="min-w-0">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="break-words font-semibold text-lg">{children}</dd>
    </div>
  );
}

function None() {
  return <span className="text-faint">none</span>;
}

function Entry({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex min-h-7 items-center gap-3">
      <dt className="w-28 shrink-0 break-words text-muted">{label}</dt>
      <dd className="min-w-0 flex-1">{children}</dd>
    </div>
  );
}

function Field({
  label,
  value,
  copy = false,
  mono = false,
}: {
  label: string;
  value: string | null;
  copy?: boolean;
  mono?: boolean;
}) {
  return (
    <Entry label={label}>
      {value === null ? (
        <None />
      ) : (
        <span className="flex items-center gap-1">
          <bdi className={mono ? "break-all font-mono text-sm" : "min-w-0 break-words"}>{value}</bdi>
          {copy && (
            <CopyButton
              text={value}
              label={`Copy ${label.toLowerCase()}`}
              className="-my-1 size-7 touch:size-11"
            />
          )}
        </span>
      )}
    </Entry>
  );
}

function Attribute({ name, value }: { name: string; value: Customer["attributes"][string] | undefined }) {
  const format = useFormat();
  return (
    <Entry label={name}>
      {value === null || value === undefined ? (
        <None />
      ) : (
        <bdi className="break-words">{attributeText(value, format)}</bdi>
      )}
    </Entry>
  );
}
