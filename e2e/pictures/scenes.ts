import { campaignScenes } from "./campaign-scenes.ts";
import { chart, heading, onPhone, rowsOf, type Scene, text, untilItMoves } from "./scene.ts";

/** The list of those who spent much. */
const filtered = `/customers?filter=${encodeURIComponent('{"metric":"totalSpend","operator":">=","value":100}')}`;

/** Every page there is, in the order of a first visit. */
export const scenes: readonly Scene[] = [
  {
    name: "sign-in",
    wall: "new",
    signedOut: true,
    open: async (page) => {
      await page.goto("/sign-in");
      await heading(page, "Sign in to Mini CRM");
    },
  },
  {
    name: "sign-in-used-link",
    wall: "new",
    signedOut: true,
    unpictured: true,
    open: async (page) => {
      await page.goto("/sign-in#token=used");
      await heading(page, "This link no longer works");
    },
  },
  {
    name: "setup",
    wall: "new",
    open: async (page) => {
      await page.goto("/");
      await page.getByRole("button", { name: "Start" }).waitFor();
    },
  },
  {
    name: "first-run",
    wall: "empty",
    open: async (page) => {
      await page.goto("/");
      await page.getByRole("button", { name: "Load the demo shop" }).waitFor();
    },
  },
  {
    name: "customers-empty",
    wall: "empty",
    unpictured: true,
    open: async (page) => {
      await page.goto("/customers");
      await text(page, "No customers yet");
    },
  },
  {
    name: "campaigns-empty",
    wall: "empty",
    unpictured: true,
    open: async (page) => {
      await page.goto("/campaigns");
      await text(page, "No campaigns yet");
    },
  },
  {
    name: "dashboard-first-steps",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/");
      await chart(page);
    },
  },
  {
    name: "command-palette",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/");
      await chart(page);
      await page.keyboard.press("ControlOrMeta+k");
      await page.getByRole("combobox", { name: "Search and jump" }).fill("ellison");
      await page
        .getByRole("option", { name: /Ellison/ })
        .first()
        .waitFor();
    },
  },
  {
    name: "shortcuts",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/");
      await chart(page);
      await page.keyboard.press("?");
      await heading(page, "Keyboard shortcuts");
    },
  },
  {
    name: "customers",
    wall: "shop",
    open: async (page) => {
      await page.goto("/customers");
      await rowsOf(page, "Customers");
    },
  },
  {
    name: "customer",
    wall: "shop",
    open: async (page, { customer }) => {
      await page.goto(`/customers?search=ellison&customer=${customer}`);
      await rowsOf(page, "Customers");
      await page.getByRole("list", { name: "Orders" }).waitFor();
    },
  },
  {
    name: "customer-erase",
    wall: "shop",
    unpictured: true,
    open: async (page, { customer }) => {
      await page.goto(`/customers?search=ellison&customer=${customer}`);
      await rowsOf(page, "Customers");
      await page.getByRole("button", { name: "Erase…" }).click();
      await page.getByRole("alertdialog", { name: "Erase this customer?" }).waitFor();
    },
  },
  {
    name: "customers-none",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/customers?search=nobody");
      await text(page, "Nobody matches");
    },
  },
  {
    name: "customers-filtered",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto(filtered);
      await rowsOf(page, "Customers");
      await page.getByRole("region", { name: "Filter" }).getByText("€100").waitFor();
    },
  },
  {
    name: "customers-filter",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto(filtered);
      await rowsOf(page, "Customers");
      await page.getByRole("button", { name: "Change filter" }).click();
      await page.getByRole("button", { name: /^Show [\d,]+ customers$/ }).waitFor();
    },
  },
  {
    name: "segments-empty",
    wall: "empty",
    unpictured: true,
    open: async (page) => {
      await page.goto("/segments");
      await text(page, "No segments yet");
      await page.getByRole("link", { name: /^Champions/ }).waitFor();
    },
  },
  {
    name: "segments",
    wall: "shop",
    open: async (page) => {
      await page.goto("/segments");
      await rowsOf(page, "Segments");
      await page
        .getByRole("row", { name: /^Champions/ })
        .getByText("%")
        .first()
        .waitFor({ state: "attached" });
    },
  },
  {
    name: "segment-new",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/segments/new");
      await page.getByRole("button", { name: /^Big spenders asleep/ }).waitFor();
      await text(page, "customers match");
    },
  },
  {
    name: "segment",
    wall: "shop",
    open: async (page, { segment }) => {
      await page.goto(`/segments/${segment}`);
      await page
        .getByText(/customers match this condition alone/)
        .first()
        .waitFor({ state: "attached" });
      if (onPhone(page)) return;
      await page.getByRole("textbox", { name: "Total spend: value" }).first().focus();
      await page.getByRole("region", { name: "How “Total spend” is spread" }).getByRole("img").waitFor();
    },
  },
  {
    name: "segment-nobody",
    wall: "shop",
    unpictured: true,
    open: async (page, { segment }) => {
      await page.goto(`/segments/${segment}`);
      const value = page.getByRole("textbox", { name: "Number of orders: value" });
      if (onPhone(page)) await page.getByRole("button", { name: /^The number of orders within/ }).tap();
      await value.fill("9999");
      if (onPhone(page)) await page.getByRole("button", { name: "Done" }).tap();
      await page.getByRole("button", { name: /^Remove it/ }).waitFor();
    },
  },
  {
    name: "segment-explain",
    wall: "shop",
    open: async (page, { segment }) => {
      await page.goto(`/segments/${segment}`);
      await page
        .getByRole("button", { name: /^Why is .* in\?$/ })
        .first()
        .click();
      await page.getByRole("dialog").getByText("In this audience").waitFor();
    },
  },
  {
    name: "segment-in-use",
    wall: "shop",
    unpictured: true,
    open: async (page, { segment }) => {
      await page.goto(`/segments/${segment}`);
      await page.getByRole("button", { name: "More for Champions" }).click();
      await page.getByRole("menuitem", { name: "Delete…" }).click();
      await page.getByRole("alertdialog", { name: "This segment is in use" }).waitFor();
    },
  },
  {
    name: "import",
    wall: "shop",
    open: async (page) => {
      await page.goto("/import");
      await page.getByLabel("File to import").setInputFiles({
        name: "people.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(
          "email,name,city,tags\nana@shop.example,Ana López,Zürich,vip; newsletter\nben@shop.example,Ben Okafor,Lagos,\n",
        ),
      });
      await page.getByRole("button", { name: "Import 2 rows of customers" }).waitFor();
      await rowsOf(page, "Past imports");
    },
  },
  {
    name: "import-unknown-column",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/import");
      await page.getByLabel("File to import").setInputFiles({
        name: "people.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("email,colour\nana@shop.example,red\n"),
      });
      await text(page, "Mend this first");
    },
  },
  {
    name: "import-result",
    wall: "shop",
    open: async (page, known) => {
      await page.goto(`/import?import=${known.import}`);
      await rowsOf(page, "Rejected rows");
    },
  },
  ...campaignScenes,
  {
    name: "settings",
    wall: "shop",
    open: async (page) => {
      await page.goto("/settings");
      await rowsOf(page, "API keys");
      await rowsOf(page, "Members");
      await page.getByRole("list", { name: "Invited" }).waitFor();
    },
  },
  {
    name: "settings-invite",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/settings");
      await rowsOf(page, "Members");
      await page.getByRole("button", { name: "Invite" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
      await text(page, "Whom do you want to invite?");
    },
  },
  {
    name: "audit",
    wall: "shop",
    open: async (page) => {
      await page.goto("/settings/audit");
      await rowsOf(page, "Audit log");
    },
  },
  {
    name: "audit-none",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/settings/audit?what=members&who=key:999");
      await text(page, "Nothing of this kind was done");
    },
  },
  {
    name: "account",
    wall: "shop",
    open: async (page) => {
      await page.goto("/account");
      await rowsOf(page, "Sessions");
    },
  },
  {
    name: "settings-new-key",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/settings");
      await page.getByRole("button", { name: "New key" }).click();
      await page.getByRole("button", { name: "Create key" }).click();
      await text(page, "Give the key a name.");
    },
  },
  {
    name: "settings-wrong",
    wall: "shop",
    unpictured: true,
    open: async (page) => {
      await page.goto("/settings");
      await page.getByRole("form", { name: "Brand voice" }).getByRole("textbox").fill("Warm and plain.");
      const sender = page.getByRole("form", { name: "Email sender" });
      await sender.getByRole("textbox", { name: /^From address/ }).fill("nobody");
      await sender.getByRole("button", { name: "Save" }).click();
      await text(page, /expected an email address/);
    },
  },
  {
    name: "not-found",
    wall: "shop",
    open: async (page) => {
      await page.goto("/no-such-page");
      await heading(page, "Page not found");
    },
  },
  {
    name: "words-to-audience",
    wall: "assisted",
    unpictured: true,
    open: async (page) => {
      await page.goto("/campaigns/new");
      await page
        .getByRole("textbox", { name: /^In words/ })
        .fill("Spent more than 100, have not bought for two months, and opened our last email");
      await page.getByRole("button", { name: "Make conditions" }).click();
      await page.getByRole("list", { name: "Left out" }).waitFor();
      await page
        .getByText(/customers match this condition alone/)
        .first()
        .waitFor({ state: "attached" });
    },
  },
  {
    name: "suggestions-of-a-model",
    wall: "assisted",
    unpictured: true,
    open: async (page, { assisted }) => {
      await page.goto(`/campaigns/${assisted}/edit?step=message`);
      await page.getByRole("button", { name: "Suggest messages" }).click();
      await page.getByRole("button", { name: "Use this" }).nth(2).waitFor();
      await text(page, "Written by Gemini");
    },
  },
  {
    name: "suggestions-meanwhile",
    wall: "assisted",
    unpictured: true,
    open: async (page, { assisted, silence }) => {
      silence(true);
      await page.goto(`/campaigns/${assisted}/edit?step=message`);
      await page.getByRole("button", { name: "Suggest messages" }).click();
      await page.getByRole("list", { name: "Meanwhile, written without AI" }).waitFor();
      silence(false);
    },
  },
  {
    name: "dashboard",
    wall: "sending",
    open: async (page, known) => {
      await page.goto("/");
      await chart(page);
      await page.getByText(/^(Put away|Show the first steps)$/).waitFor();
      const steps = page.getByRole("button", { name: "Put away" });
      if (await steps.isVisible()) await steps.click();
      await untilItMoves(page, known);
    },
  },
  {
    name: "history",
    wall: "sending",
    open: async (page, known) => {
      await page.goto("/campaigns");
      await untilItMoves(page, known);
      await page.getByRole("table", { name: "Campaigns" }).getByText("Thank the regulars").first().waitFor();
    },
  },
  {
    name: "campaign-sending",
    wall: "sending",
    open: async (page, known) => {
      await page.goto(`/campaigns/${known.sending}`);
      await untilItMoves(page, known);
      await rowsOf(page, "Messages");
      await chart(page);
    },
  },
];
