import { expect, test } from "vitest";
import { createFormat } from "@/lib/format";
import { attributeText } from "./attribute-text";
import { consentSource } from "./consent-list";
import { customerName } from "./customer-name";

const format = createFormat({ currency: "EUR", timeZone: "Europe/Berlin", locale: "en-GB" });
const nobody = { id: "7", name: null, email: null, externalId: null };

test("somebody is called by name, else by address, else by the shop's id", () => {
  expect(customerName({ ...nobody, name: "Ada", email: "ada@shop.example" })).toBe("Ada");
  expect(customerName({ ...nobody, name: "  ", email: "ada@shop.example" })).toBe("ada@shop.example");
  expect(customerName({ ...nobody, externalId: "c-1" })).toBe("c-1");
  expect(customerName(nobody)).toBe("Customer 7");
});

test("attributes are written for people", () => {
  expect(attributeText(12_400.5, format)).toBe("12,400.5");
  expect(attributeText(true, format)).toBe("yes");
  expect(attributeText("00123", format)).toBe("00123");
  expect(attributeText("2026-11-01T12:00:00Z", format)).toContain("1 Nov 2026");
  expect(attributeText("2026-99-01T12:00:00Z", format)).toBe("2026-99-01T12:00:00Z");
});

test("a source of consent this version does not know is named as it is", () => {
  expect(consentSource("person")).toBe("by the customer");
  expect(consentSource("form")).toBe("by form");
});
