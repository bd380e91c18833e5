import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "@/api/client";
import { plural } from "@/lib/format";
import { useFormat } from "@/lib/format-context";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { FormField } from "@/ui/form-field";
import { Input } from "@/ui/input";
import { showDone } from "@/ui/toast";
import { customerName } from "./customer-name";
import type { Customer } from "./customer-queries";
import { isTyped } from "./typed-name";

export interface EraseCustomerProps {
  customer: Customer;
  onClose(): void;
  onErased(): void;
}

/** Asks before a customer is forgotten: says what goes and what stays, and wants their name typed. */
export function EraseCustomer({ customer, onClose, onErased }: EraseCustomerProps) {
  const format = useFormat();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const name = customerName(customer);
  const erase = useMutation({
    mutationFn: () => client.DELETE("/api/customers/{id}", { params: { path: { id: customer.id } } }),
    onSuccess({ data }) {
      onErased();
      // Their panel is on its way out: it shall not ask once more for whom it has just forgotten.
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== "/api/customers/{id}" });
      void queries.invalidateQueries({ queryKey: ["get", "/api/customers/{id}"], refetchType: "none" });
      const orders = data?.orders ?? 0;
      showDone(
        orders === 0
          ? "Customer erased"
          : `Customer erased, with ${plural(orders, format.number(orders), "order")}`,
      );
    },
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Erase this customer?"
      action="Erase for good"
      busy={erase.isPending}
      disabled={!isTyped(typed, customer)}
      error={erase.error}
      onConfirm={() => erase.mutate()}
    >
      <p>
        Their profile, their orders and the texts written to them go, and nothing brings them back.{" "}
        {customer.visits > 0 &&
          `${plural(customer.visits, format.number(customer.visits), "order")} worth ${format.money(customer.totalSpend)} ${customer.visits === 1 ? "leaves" : "leave"} your totals.`}
      </p>
      <p>
        Campaigns keep their counts: their messages stay as “Erased customer”, and what waits to be sent is
        skipped. If they had declined to be written to, that holds should they come again.
      </p>
      <FormField
        label="Type their name or email"
        hint={
          <>
            It is <bdi className="break-all font-medium text-ink">{name}</bdi>.
          </>
        }
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </FormField>
    </ConfirmDialog>
  );
}
