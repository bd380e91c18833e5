import { csvOf } from "@/lib/csv";
import type { FileFormat, ImportKind } from "./columns";

type Sample = Record<string, unknown>;

const samples: Record<ImportKind, readonly Sample[]> = {
  customers: [
    {
      externalId: "c-1001",
      email: "ada@shop.example",
      phone: "+4915112345678",
      name: "Ada Lovelace",
      city: "Leipzig",
      tags: ["vip", "newsletter"],
      attributes: { favourite: "Espresso", size: 42 },
      consent: { email: "granted" },
    },
    {
      externalId: "c-1002",
      email: "bo@shop.example",
      name: "Bo Andersson",
      city: "Malmö",
      tags: [],
      attributes: { favourite: "Filter" },
      consent: { email: "unknown" },
    },
  ],
  orders: [
    {
      externalId: "o-5001",
      email: "ada@shop.example",
      amount: 24.5,
      items: ["Espresso beans", "Filter paper"],
      orderDate: "2026-11-01T14:05:00Z",
      status: "Completed",
    },
    {
      externalId: "o-5002",
      customerExternalId: "c-1002",
      amount: 12,
      refundedAmount: 2.5,
      items: ["Oolong tea"],
      orderDate: "2026-11-02",
      status: "Placed",
    },
  ],
};

const csvColumns: Record<ImportKind, readonly string[]> = {
  customers: [
    "externalId",
    "email",
    "phone",
    "name",
    "city",
    "tags",
    "attributes.favourite",
    "attributes.size",
    "consent.email",
  ],
  orders: [
    "externalId",
    "email",
    "customerExternalId",
    "amount",
    "refundedAmount",
    "items",
    "orderDate",
    "status",
  ],
};

function csvCell(sample: Sample, column: string): string | number {
  const value = column
    .split(".")
    .reduce<unknown>((inside, name) => (inside as Sample | undefined)?.[name], sample);
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.join("; ");
  return typeof value === "number" ? value : String(value);
}

/** A small file of a kind that imports as it is. */
export function sampleFile(kind: ImportKind, format: FileFormat): string {
  const records = samples[kind];
  if (format === "json") return `${JSON.stringify(records, null, 2)}\n`;
  if (format === "ndjson") return records.map((record) => `${JSON.stringify(record)}\n`).join("");
  const columns = csvColumns[kind];
  return csvOf([columns, ...records.map((record) => columns.map((column) => csvCell(record, column)))]);
}
