import type { Api } from "@/api/types";

/** What was bought, as one line: “Espresso, Filter paper × 2”. */
export function itemsText(items: readonly Api<"OrderItem">[]): string {
  return items
    .map(({ name, quantity }) => (quantity !== null && quantity !== 1 ? `${name} × ${quantity}` : name))
    .join(", ");
}
