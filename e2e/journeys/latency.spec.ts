import { stateButton } from "../fixtures/campaign-page.ts";
import { expectFigure, seen } from "../fixtures/figure.ts";
import { type Campaign, plan } from "../fixtures/records.ts";
import { test as base } from "../fixtures/test.ts";
import { Vendor } from "../fixtures/vendor.ts";

const test = base.extend<{ vendor: Vendor }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  vendor: async ({}, use) => {
    const vendor = await Vendor.start();
    await use(vendor);
    await vendor.stop();
  },
  // The vendor is not asked about receipts that the journey holds back.
  settings: async ({ vendor }, use) => use({ ...vendor.settings, RECEIPT_ASK_AFTER: "3600" }),
});

const receipts = 60;

/** The value below which a share of the others lies. */
const percentile = (values: number[], share: number) =>
  values.sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN;

test("each receipt changes the number on the page; how fast is measured", async ({
  owner: page,
  minicrm,
  vendor,
}) => {
  const { id } = await minicrm.ask<Campaign>("POST", "/api/campaigns", plan("Measured"));
  await minicrm.ask("POST", `/api/campaigns/${id}/launch`, {});
  await page.goto(`/campaigns/${id}`);
  const sent = stateButton(page, "Sent");
  await expectFigure(sent, 0);
  await expectFigure(stateButton(page, "Pending"), 0);

  // Both clocks are this machine's. The number rolls: what counts is when it has arrived.
  await seen(sent).evaluate((number) => {
    const at: Record<string, number> = {};
    Object.assign(window, { shownAt: at });
    new MutationObserver(() => {
      at[number.textContent ?? ""] ??= Date.now();
    }).observe(number, { characterData: true, childList: true, subtree: true });
  });
  const posted: number[] = [];
  for (const [index, message] of [...vendor.messages.keys()].slice(0, receipts).entries()) {
    posted.push(Date.now());
    await vendor.report([{ id: message, status: "sent" }]);
    await expectFigure(sent, index + 1);
  }

  const shown = await page.evaluate(() => (window as unknown as { shownAt: Record<string, number> }).shownAt);
  const took = posted.map((at, index) => (shown[String(index + 1)] ?? Number.NaN) - at);
  const figures = `median ${percentile(took, 0.5)} ms, p95 ${percentile(took, 0.95)} ms, slowest ${percentile(took, 1)} ms`;
  console.log(`From a receipt to the changed number on the page, ${receipts} times: ${figures}`);
  test.info().annotations.push({ type: "latency", description: figures });
});
