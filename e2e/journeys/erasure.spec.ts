import { readFile } from "node:fs/promises";
import { type Campaign, type Customer, plan } from "../fixtures/records.ts";
import { expect, test } from "../fixtures/test.ts";

test("a customer's data is downloaded, the customer erased, and their message stays as a number", async ({
  owner: page,
  minicrm,
  faults,
}) => {
  await minicrm.ask("POST", "/api/orders", [
    { externalId: "E-1", email: "perdita@shop.example", amount: 987_654, orderDate: "2026-01-02" },
  ]);
  await minicrm.ask("POST", "/api/customers", [{ email: "perdita@shop.example", name: "Perdita Durango" }]);
  const found = () => minicrm.ask<{ items: Customer[] }>("GET", "/api/customers?search=perdita");
  await expect.poll(async () => (await found()).items[0]?.name).toBe("Perdita Durango");
  const [customer] = (await found()).items as [Customer];
  const rule = { metric: "email", operator: "==", value: "perdita@shop.example" };
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("To one", rule));
  await minicrm.ask("POST", `/api/campaigns/${id}/launch`, {});
  const state = async () => (await minicrm.ask<Campaign>("GET", `/api/campaigns/${id}`)).state;
  await expect.poll(state).toBe("completed");

  await page.goto(`/customers?search=perdita&customer=${customer.id}`);
  const panel = page.getByRole("dialog", { name: "Perdita Durango" });
  const downloading = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Download data" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe(`customer-${customer.id}.json`);
  const held = JSON.parse(await readFile(await download.path(), "utf8"));
  expect(held.customer.email).toBe("perdita@shop.example");
  expect(held.orders).toHaveLength(1);
  expect(held.messages[0].message.body).toContain("Hi Perdita");

  await panel.getByRole("button", { name: "Erase…" }).click();
  const asked = page.getByRole("alertdialog", { name: "Erase this customer?" });
  await expect(asked).toContainText("1 order worth");
  const go = asked.getByRole("button", { name: "Erase for good" });
  await expect(go).toBeDisabled();
  await asked.getByRole("textbox").fill("Perdita");
  await expect(go).toBeDisabled();
  await asked.getByRole("textbox").fill("perdita durango");
  await go.click();
  await expect(page.getByText("Customer erased, with 1 order")).toBeVisible();
  await expect(panel).toBeHidden();
  await expect(page.getByText("Nobody matches")).toBeVisible();

  await page.goto(`/campaigns/${id}`);
  const log = page.getByRole("table", { name: "Messages" });
  await expect(log).toContainText("Erased customer");
  await log.locator("tbody tr[data-row='0']").click();
  const message = page.getByRole("dialog", { name: "Erased customer" });
  await expect(message).toContainText("The customer was erased, and the text with them.");
  // An old link to them leads to nobody.
  faults.allow(/status of 404/);
  await page.goto(`/customers?customer=${customer.id}`);
  await expect(page.getByText("This customer is not here")).toBeVisible();
});
