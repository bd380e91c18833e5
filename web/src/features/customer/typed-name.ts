import { customerName } from "./customer-name";
import type { Customer } from "./customer-queries";

const plain = (text: string) => text.normalize("NFC").trim().replace(/\s+/gu, " ").toLocaleLowerCase();

/** True if what somebody typed is the customer's name, or email, or whatever else they are called. */
export function isTyped(
  typed: string,
  customer: Pick<Customer, "id" | "name" | "email" | "externalId">,
): boolean {
  const wanted = [customerName(customer), customer.email].filter((text) => text !== null).map(plain);
  return wanted.includes(plain(typed));
}
