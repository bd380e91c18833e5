import type { Customer } from "./customer-queries";

/** What to call somebody: the name, else the address, else the shop's id. */
export function customerName(customer: Pick<Customer, "id" | "name" | "email" | "externalId">): string {
  const given = [customer.name, customer.email, customer.externalId].find((text) => text?.trim());
  return given ?? `Customer ${customer.id}`;
}
