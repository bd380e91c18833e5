import { card } from "../fixtures/card.ts";
import { expect, test } from "../fixtures/test.ts";

test("voice, sender and limits are saved section by section, and nothing typed is lost by accident", async ({
  owner: page,
  minicrm,
  faults,
}) => {
  faults.allow(/status of 422 .*\/api\/workspace/);
  await page.goto("/settings");
  const voice = page.getByRole("form", { name: "Brand voice" });
  await voice.getByRole("textbox").fill("Warm and plain. We never say “cheap”.");
  await voice.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Brand voice saved")).toBeVisible();

  // What is wrong stands where it is wrong, and nothing is changed.
  const sender = page.getByRole("form", { name: "Email sender" });
  await sender.getByRole("textbox", { name: /^From name/ }).fill("Hazel Coffee");
  await sender.getByRole("textbox", { name: /^Answers go to/ }).fill("nobody");
  await sender.getByRole("button", { name: "Save" }).click();
  await expect(sender.getByText(/expected an email address/)).toBeVisible();
  await expect(sender.getByRole("textbox", { name: /^Answers go to/ })).toHaveAttribute(
    "aria-invalid",
    "true",
  );
  await sender.getByRole("textbox", { name: /^Answers go to/ }).fill("team@hazel.example");

  // Leaving asks first.
  await page.getByRole("link", { name: "Customers", exact: true }).click();
  const question = page.getByRole("alertdialog", { name: "Leave without saving?" });
  await expect(question).toContainText("Email sender");
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(sender.getByRole("textbox", { name: /^From name/ })).toHaveValue("Hazel Coffee");
  await sender.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Sender saved")).toBeVisible();

  // Consent: who counts as reachable follows at once.
  const limits = page.getByRole("form", { name: "Limits" });
  await expect(limits).toContainText(/As saved, [\d,]+ of [\d,]+ customers can be reached by email/);
  const before = await limits.getByText(/^As saved/).innerText();
  await limits.getByRole("radio", { name: "Only who opted in" }).click();
  await limits.getByRole("textbox", { name: /^Most people/ }).fill("10");
  await limits.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Limits saved")).toBeVisible();
  await expect(limits.getByText(/^As saved/)).not.toHaveText(before);

  await page.reload();
  await expect(voice.getByRole("textbox")).toHaveValue("Warm and plain. We never say “cheap”.");
  await expect(sender.getByRole("textbox", { name: /^Answers go to/ })).toHaveValue("team@hazel.example");
  await expect(limits.getByRole("radio", { name: "Only who opted in" })).toBeChecked();

  // A campaign is held to both.
  const rule = { logic: "AND", rules: [{ metric: "totalSpend", operator: ">", value: 20 }] };
  const message = { subject: "Hello", body: "Hello" };
  const { id } = await minicrm.ask<{ id: string }>("POST", "/api/campaigns", {
    name: "Too many",
    channel: "email",
    rule,
    message,
  });
  await page.goto(`/campaigns/${id}/edit?step=review`);
  await expect(card(page, "Launch")).toContainText("without having opted in");
  await expect(card(page, "Launch")).toContainText(/can be reached, and the settings allow 10 a campaign/);
  await expect(card(page, "Launch").getByRole("button", { name: /^Send/ })).toBeDisabled();
});
