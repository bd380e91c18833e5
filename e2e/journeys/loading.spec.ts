import { expectFigure } from "../fixtures/figure.ts";
import { expect, signIn, test } from "../fixtures/test.ts";

test.use({ begins: "configured" });

/** So many that the server keeps them on disk when it stops. */
const many = 50_000;
const romans = { logic: "AND", rules: [{ metric: "city", operator: "==", value: "Rome" }] };

test("pages that count wait for a server that still reads its customers, say how far it is, and go on by themselves", async ({
  page,
  minicrm,
  faults,
}) => {
  faults.allow(/status of 503 /);
  const people = Array.from({ length: many }, (_, n) => ({ externalId: String(n), city: "Rome" }));
  for (let first = 0; first < many; first += 10_000) {
    await minicrm.send("/api/customers", people.slice(first, first + 10_000));
  }
  await minicrm.ask("POST", "/api/campaigns/preview", romans);
  await minicrm.end("SIGTERM");
  const goOn = await minicrm.holdAudiences();
  await minicrm.run();

  await signIn(page, minicrm);
  const rule = encodeURIComponent(JSON.stringify(romans));
  await page.goto(`/customers?filter=${rule}`);
  await expect(page.getByRole("progressbar", { name: "Customers read" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("The list comes by itself as soon as everybody is there.")).toBeVisible();

  const other = await page.context().newPage();
  await other.goto(`/segments/new?rule=${rule}`);
  const size = other.getByRole("region", { name: "Audience size" });
  await expect(size.getByText(/^Reading the customers: \d+%$/)).toBeVisible({ timeout: 20_000 });
  await expect(other.getByRole("textbox", { name: "Name" }), "one can go on meanwhile").toBeEditable();

  await goOn();
  await expectFigure(size, many);
  await expect(page.getByText("50,000 customers match")).toBeVisible();
  await expect(page.getByRole("progressbar", { name: "Customers read" })).toBeHidden();
});
