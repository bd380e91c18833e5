import type { Page } from "@playwright/test";
import { Minicrm } from "../fixtures/minicrm.ts";
import { invite } from "../fixtures/people.ts";
import { OpenId } from "../fixtures/provider.ts";
import { another, test as base, expect, signIn } from "../fixtures/test.ts";

/** What the pages of the provider miss here, and the answers to whoever is not signed in or comes too early. */
const strangers = /status of (401|503)|favicon|fonts\.googleapis|net::ERR/;

/** A server that knows a provider, and the provider. */
const test = base.extend<{ signup: "invited" | "open"; provider: OpenId }>({
  signup: ["invited", { option: true }],
  provider: async ({ minicrm }, use) => {
    const provider = await OpenId.start(minicrm.url);
    await minicrm.end("SIGTERM");
    await use(provider);
    await provider.stop();
  },
  minicrm: async ({ signup }, use) => {
    const server = await Minicrm.start({ SIGNUP: signup });
    await server.setUp();
    await use(server);
    await server.remove();
  },
});

/** Starts the server anew, with the provider in its settings. */
async function together(minicrm: Minicrm, provider: OpenId) {
  minicrm.set({
    OIDC_ISSUER: provider.issuer,
    GOOGLE_CLIENT_ID: provider.clientId,
    GOOGLE_CLIENT_SECRET: provider.clientSecret,
  });
  await minicrm.run();
}

/** Presses the button, and tells the provider who one is. */
async function come(page: Page, who: string) {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Sign in with localhost" }).click();
  await page.locator('input[name="login"]').fill(who);
  await page.locator('input[name="password"]').fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const dashboard = (page: Page) => page.getByRole("heading", { name: "Dashboard", level: 1 });

test("whoever is invited comes in by the button, and nobody else", async ({
  page: owner,
  minicrm,
  provider,
  faults,
}) => {
  faults.allow(strangers);
  await together(minicrm, provider);
  await signIn(owner, minicrm);
  await invite(owner, "bo@shop.example", "Analyst");

  const elsewhere = await another(owner, faults);
  const stranger = await elsewhere.newPage();
  await stranger.goto(minicrm.url);
  await come(stranger, "mallory");
  await expect(stranger.getByRole("alert")).toContainText("Nobody has invited this email address");
  await elsewhere.clearCookies();
  await come(stranger, "unverified");
  await expect(stranger.getByRole("alert")).toContainText("not verified");

  await elsewhere.clearCookies();
  let callback = "";
  stranger.on("request", (request) => {
    if (request.url().includes("/api/auth/google/callback")) callback = request.url();
  });
  await come(stranger, "bo");
  await expect(dashboard(stranger)).toBeVisible();
  await expect(stranger.getByRole("button", { name: "Account: bo" })).toBeVisible();

  // The same way back a second time leads nowhere: the code was used, and what was remembered is gone.
  await elsewhere.clearCookies();
  await stranger.goto(callback);
  await expect(stranger.getByRole("alert")).toContainText("took too long");
  await elsewhere.close();
});

test("a way back counts once, and only for the sign-in that was begun", async ({
  page: owner,
  minicrm,
  provider,
  faults,
}) => {
  faults.allow(strangers);
  await together(minicrm, provider);
  await signIn(owner, minicrm);
  await invite(owner, "bo@shop.example", "Analyst");
  const elsewhere = await another(owner, faults);
  const bo = await elsewhere.newPage();
  const back = bo.waitForRequest(/\/api\/auth\/google\/callback/);
  await bo.goto(minicrm.url);
  await come(bo, "bo");
  await expect(dashboard(bo)).toBeVisible();

  // Brought again with all that the browser held then, which it has been told to forget.
  const callback = await back;
  const { cookie } = await callback.allHeaders();
  expect(cookie).toContain("minicrm_away=");
  const bringAgain = async () => {
    const response = await fetch(callback.url(), { headers: { cookie: cookie ?? "" }, redirect: "manual" });
    expect(response.headers.getSetCookie().join(), "nobody is signed in").not.toContain("minicrm_session");
    return response.headers.get("location");
  };
  const invalid = `${minicrm.url}/sign-in?problem=invalid`;
  await minicrm.end("SIGTERM");
  await minicrm.run();
  expect(await bringAgain(), "refused by the provider: the server remembers nothing").toBe(invalid);
  await provider.stop();
  expect(await bringAgain(), "refused without asking the provider").toBe(invalid);
  await provider.listen();

  await elsewhere.clearCookies();
  provider.mixesUpNonces = true;
  await come(bo, "bo");
  await expect(bo.getByRole("alert")).toContainText("proves nothing");
  await elsewhere.close();
});

test("the owner who came by link connects an account, and comes by it from then on", async ({
  page,
  minicrm,
  provider,
  faults,
}) => {
  faults.allow(strangers);
  await together(minicrm, provider);
  await signIn(page, minicrm);
  await page.goto("/account");
  await page.getByRole("link", { name: "Connect localhost" }).click();
  await page.locator('input[name="login"]').fill("ana");
  await page.locator('input[name="password"]').fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByText("You sign in with localhost as ana@shop.example.")).toBeVisible();
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in with localhost" }).click();
  await expect(dashboard(page), "the provider still knows them").toBeVisible();

  // A provider that is down says so, and the link still works.
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await provider.stop();
  await minicrm.end("SIGTERM");
  await minicrm.run();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Sign in with localhost" }).click();
  await expect(page.getByRole("alert")).toContainText("cannot be reached");
  await signIn(page, minicrm);
});

test("an ID token counts only if it is the provider's, for us, of now, and of the right nonce", async ({
  page: owner,
  minicrm,
  provider,
}) => {
  await together(minicrm, provider);
  await signIn(owner, minicrm);
  await invite(owner, "bo@shop.example", "Analyst");
  const bring = async (idToken: string, nonce?: string) => {
    const response = await fetch(`${minicrm.url}/api/auth/google`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ idToken, ...(nonce !== undefined && { nonce }) }),
    });
    const text = await response.text();
    return `${response.status} ${text === "" ? "" : JSON.parse(text).code}`.trim();
  };
  const other = await OpenId.start(minicrm.url);
  const refused: Record<string, Promise<string>> = {
    "another audience": provider.token({ aud: "another client" }).then(bring),
    "another issuer": provider.token({ iss: "https://accounts.google.com" }).then(bring),
    expired: provider.token({}, 7200).then(bring),
    "issued too long ago": provider.token({}, 900).then(bring),
    "alg none": bring(provider.unsigned()),
    "another's key under the same name": provider.forged().then(bring),
    "another provider's": other.token().then(bring),
    "the wrong nonce": provider.token({ nonce: "one" }).then((token) => bring(token, "two")),
    "a nonce nobody asked for": provider.token({ nonce: "one" }).then((token) => bring(token)),
    "no nonce where one was asked for": provider.token().then((token) => bring(token, "one")),
    "no token": bring("no token"),
  };
  for (const [what, answer] of Object.entries(refused)) expect(await answer, what).toBe("401 invalid_token");
  await other.stop();
  expect(await bring(await provider.token({ email_verified: false }))).toBe("401 email_unverified");
  expect(await bring(await provider.token({ email: "mallory@shop.example", sub: "m" }))).toBe(
    "403 not_invited",
  );

  expect(await bring(await provider.token({ nonce: "one" }), "one")).toBe("204");
  await provider.rotate();
  await expect
    .poll(async () => bring(await provider.token()), { message: "the new key is asked for" })
    .toBe("204");
  await provider.stop();
  expect(await bring(await provider.token()), "what is known goes on working").toBe("204");
});

test.describe("where strangers are welcome", () => {
  test.use({ signup: "open" });

  test("a stranger gets a workspace of their own", async ({ page, minicrm, provider, faults }) => {
    faults.allow(strangers);
    await together(minicrm, provider);
    await page.goto(minicrm.url);
    await come(page, "cy");
    await expect(page.getByRole("heading", { name: "Set up the workspace" })).toBeVisible();
    await minicrm.send("/api/customers", { email: "ana@shop.example" });
    const seen = await page.evaluate(async () => (await (await fetch("/api/customers")).json()).total);
    expect(seen, "and nothing of ours").toBe(0);
    expect((await minicrm.ask<{ total: number }>("GET", "/api/customers")).total).toBe(1);
  });
});
