import { builder, chart, rowsOf, type Scene, text } from "./scene.ts";

/** The steps of a campaign, and what became of it. */
export const campaignScenes: readonly Scene[] = [
  {
    name: "builder-audience",
    wall: "shop",
    open: async (page, known) => {
      await builder(page, known, "");
      await page
        .getByRole("region", { name: "Audience size" })
        .getByText("customers match")
        .first()
        .waitFor();
      await page
        .getByText(/customers match this condition alone/)
        .first()
        .waitFor({ state: "attached" });
    },
  },
  {
    name: "builder-segment",
    wall: "shop",
    unpictured: true,
    open: async (page, { segmentDraft }) => {
      await page.goto(`/campaigns/${segmentDraft}/edit`);
      await page.getByRole("button", { name: "Segment: Champions" }).waitFor();
      await page.getByRole("button", { name: /^Copy its conditions/ }).waitFor();
      await text(page, "customers match");
    },
  },
  {
    name: "builder-field",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/campaigns/new");
      await page.getByRole("button", { name: "Add the first condition" }).click();
      await page.getByRole("option", { name: "Total spend" }).waitFor();
    },
  },
  {
    name: "builder-message",
    wall: "shop",
    open: async (page, known) => {
      await builder(page, known, "?step=message");
      await page.getByRole("button", { name: "Suggest messages" }).click();
      await page.getByRole("button", { name: "Use this" }).first().waitFor();
      await page.getByText(/characters for this recipient/).waitFor();
    },
  },
  {
    name: "builder-review",
    wall: "shop",
    open: async (page, known) => {
      await builder(page, known, "?step=review");
      await page.getByRole("button", { name: /^Send to/ }).waitFor();
      await page.getByText(/^\d+ characters$/).waitFor();
    },
  },
  {
    name: "builder-launch",
    wall: "shop",
    open: async (page, known) => {
      await builder(page, known, "?step=review");
      await page.getByText(/^\d+ characters$/).waitFor();
      await page.getByRole("button", { name: /^Send to/ }).click();
      await page.getByRole("alertdialog").waitFor();
    },
  },
  {
    name: "campaign",
    wall: "shop",
    open: async (page, { campaign }) => {
      await page.goto(`/campaigns/${campaign}`);
      await rowsOf(page, "Messages");
      await rowsOf(page, "Reasons of failure and exclusion");
      await chart(page);
    },
  },
  {
    name: "campaign-message",
    wall: "shop",
    unpictured: true,
    open: async (page, { campaign }) => {
      await page.goto(`/campaigns/${campaign}?state=failed`);
      await rowsOf(page, "Messages");
      await page.getByRole("table", { name: "Messages" }).locator("tbody tr[data-row='0']").click();
      await page.getByRole("dialog").getByText("your next bag of coffee").waitFor();
    },
  },
];
