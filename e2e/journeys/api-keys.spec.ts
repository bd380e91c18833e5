import { expect, test } from "../fixtures/test.ts";

test.use({ begins: "configured" });

test("a key made in the settings works until it is revoked", async ({ owner: page, minicrm }) => {
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("button", { name: "New key" }).click();
  const creating = page.getByRole("dialog", { name: "New API key" });
  await creating.getByRole("textbox", { name: "Name" }).fill("Warehouse");
  await creating.getByRole("button", { name: "Create key" }).click();
  const created = page.getByRole("dialog", { name: "Key “Warehouse”" });
  const key = await created.getByRole("code").first().innerText();
  expect(key).toMatch(/^mcrm_[\w-]{43}$/);

  const use = () =>
    fetch(`${minicrm.url}/api/customers`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", prefer: "wait=10" },
      body: JSON.stringify({ email: "ana@shop.example", name: "Ana" }),
    });
  expect((await use()).status).toBe(202);
  await created.getByRole("button", { name: "I have copied it" }).click();
  await page.reload();
  const row = page.getByRole("table", { name: "API keys" }).getByRole("row", { name: /Warehouse/ });
  await expect(row, "it was used a moment ago").not.toContainText("never");
  await expect(page.locator("body"), "it is shown only once").not.toContainText(key);

  await page.getByRole("button", { name: "Revoke Warehouse" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke key" }).click();
  await expect(row).toBeHidden();
  const refused = await use();
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ code: "invalid_key" });
});

test("a key is good for its scopes and nothing else", async ({ owner: page, minicrm }) => {
  await page.goto("/settings");
  await page.getByRole("button", { name: "New key" }).click();
  const creating = page.getByRole("dialog", { name: "New API key" });
  await creating.getByRole("textbox", { name: "Name" }).fill("Till");
  for (const scope of ["Reading everything", "Writing, launching and steering campaigns"]) {
    await creating.getByRole("checkbox", { name: scope }).click();
  }
  await creating.getByRole("combobox", { name: "Expires" }).click();
  await page.getByRole("option", { name: "In 30 days" }).click();
  await creating.getByRole("button", { name: "Create key" }).click();
  const created = page.getByRole("dialog", { name: "Key “Till”" });
  const key = await created.getByRole("code").first().innerText();
  await created.getByRole("button", { name: "I have copied it" }).click();
  const row = page.getByRole("table", { name: "API keys" }).getByRole("row", { name: /Till/ });
  await expect(row).toContainText("ingest");
  await expect(row).not.toContainText("campaigns");

  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(minicrm.url + path, init);
    const { code } = (await response.json()) as { code?: string };
    return `${response.status} ${code ?? ""}`.trim();
  };
  expect(await ask("POST", "/api/customers", { email: "ana@shop.example" })).toBe("202");
  expect(await ask("GET", "/api/customers")).toBe("403 scope_needed");
  expect(await ask("POST", "/api/campaigns", { name: "x", channel: "email" })).toBe("403 scope_needed");
  expect(await ask("GET", "/api/audit")).toBe("403 person_needed");
});

test("the workspace is renamed, and every part of the page follows", async ({ owner: page, minicrm }) => {
  await page.goto("/settings");
  const workspace = page.getByRole("form", { name: "Workspace" });
  await workspace.getByRole("textbox", { name: "Name" }).fill("Hazel & Sons");
  await page.getByRole("button", { name: /^Currency/ }).click();
  await page.getByRole("combobox", { name: "Currency" }).fill("yen");
  await page.keyboard.press("Enter");
  await workspace.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Workspace saved")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toContainText("Hazel & Sons");
  await minicrm.send("/api/orders", { email: "ana@shop.example", amount: 1200 });
  await page.getByRole("link", { name: "Customers", exact: true }).click();
  await expect(page.getByRole("row", { name: /ana@shop.example/ })).toContainText("¥1,200");
});
