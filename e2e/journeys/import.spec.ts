import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures/test.ts";

test.use({ begins: "configured" });

const customers = `externalId,email,name,city,tags,attributes.roast
c-1,ana@shop.example,Ana López,Zürich,vip; newsletter,dark
c-2,not an address,Ben Okafor,Lagos,,light
c-3,chen@shop.example,"Chen, Wei 🫘",Taipei,newsletter,
`;

const orders = `externalId,email,amount,items,orderDate
o-1,ana@shop.example,24.50,Espresso; Filter paper,2026-03-01
o-2,ana@shop.example,10.25,Espresso,2026-04-01
o-3,chen@shop.example,a lot,Espresso,2026-04-02
o-4,new@shop.example,5,Mug,2026-04-03
`;

test("customers from a file and orders from pasted text come in; bad rows are shown and can be downloaded", async ({
  owner: page,
  minicrm,
}) => {
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page
    .getByLabel("File to import")
    .setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(customers) });
  await expect(page.getByRole("table").first()).toContainText("Chen, Wei 🫘");
  await page.getByRole("button", { name: "Import 3 rows of customers" }).click();

  await expect(page.getByRole("heading", { name: "people.csv" })).toBeVisible();
  await expect(page.getByText("2 rows of customers were taken and applied, 1 rejected.")).toBeVisible();
  const rejected = page.getByRole("table", { name: "Rejected rows" });
  await expect(rejected.locator("tbody tr")).toHaveCount(1);
  await expect(rejected).toContainText("3");
  await expect(rejected).toContainText("email");

  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as CSV" }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe("people rejected rows.csv");
  const [head, line, ...rest] = (await readFile(await file.path(), "utf8"))
    .replace("\uFEFF", "")
    .trim()
    .split(/\r?\n/);
  expect(head).toBe("line,field,code,message");
  expect(line).toMatch(/^3,email,invalid_email,/);
  expect(rest).toEqual([]);

  await page.getByRole("link", { name: "Import another file" }).click();
  await page.getByRole("radio", { name: "Orders" }).click();
  await page.getByRole("radio", { name: "Pasted text" }).click();
  await page.getByRole("textbox", { name: "Text to import" }).fill(orders);
  await page.getByRole("button", { name: "Import 4 rows of orders" }).click();
  await expect(page.getByText("3 rows of orders were taken and applied, 1 rejected.")).toBeVisible();

  await page.getByRole("link", { name: "See the customers" }).click();
  const table = page.getByRole("table", { name: "Customers" });
  await expect(table.getByRole("row", { name: /Ana López/ })).toContainText("€34.75");
  await expect(table.getByRole("row", { name: /Chen, Wei 🫘/ })).toContainText("€0.00");
  await expect(table.getByRole("row", { name: /new@shop.example/ })).toContainText("€5.00");
  const everybody = await minicrm.ask<{ total: number }>("GET", "/api/customers");
  expect(everybody.total).toBe(3);
});

test("a file without known columns is stopped before anything is sent", async ({ owner: page, minicrm }) => {
  await page.goto("/import");
  await page
    .getByLabel("File to import")
    .setInputFiles({ name: "odd.csv", mimeType: "text/csv", buffer: Buffer.from("colour,size\nred,4\n") });
  await expect(page.getByText("Mend this first: as it is, nothing would be taken.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Import 1 row/ })).toBeDisabled();
  const imports = await minicrm.ask<{ items: unknown[] }>("GET", "/api/imports");
  expect(imports.items).toEqual([]);
});
