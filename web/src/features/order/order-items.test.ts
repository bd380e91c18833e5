import { expect, test } from "vitest";
import { itemsText } from "./order-items";

const item = (name: string, quantity: number | null) => ({ name, quantity, sku: null, price: null });

test("items stand in one line with their quantities", () => {
  expect(itemsText([item("Espresso", null), item("Filter paper", 2), item("Cup", 1)])).toBe(
    "Espresso, Filter paper × 2, Cup",
  );
});

test("an order without items says nothing", () => {
  expect(itemsText([])).toBe("");
});
