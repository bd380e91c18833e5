import { expect, test } from "vitest";
import { createFormat } from "@/lib/format";
import { emptyForm } from "./draft-form";
import { openPoints, type Readiness, stepStates } from "./readiness";

const format = createFormat({ currency: "EUR", timeZone: "UTC", locale: "en-GB" });
const preview = { count: 615, reachable: { email: 612, sms: 0 }, total: 2357, sample: [], tookMs: 1 };
const ready: Readiness = {
  form: { name: "Autumn", objective: "", channel: "email", subject: "Hello", body: "Hi", segmentId: null },
  described: true,
  everyone: false,
  unfinished: 0,
  preview,
  refused: false,
  uncounted: false,
  mostRecipients: null,
  messageErrors: [],
};
const textsOf = (draft: Readiness) => openPoints(draft, format).map((point) => point.text);

test("a draft with everything in it can be launched", () => {
  expect(openPoints(ready, format)).toEqual([]);
  const states = stepStates(ready, [], format);
  expect(states.audience).toEqual({ text: "612 people", done: true });
  expect(states.launch.text).toBe("To 612 people");
});

test("an empty draft says what it lacks, in the order of the steps", () => {
  const draft = { ...ready, form: emptyForm, described: false, preview: undefined };
  expect(openPoints(draft, format)).toEqual([
    { step: "audience", text: "Give the campaign a name" },
    { step: "audience", text: "Say who it is for" },
    { step: "message", text: "Write the message" },
  ]);
});

test("an unfinished condition blocks the launch although the rest counts", () => {
  expect(textsOf({ ...ready, unfinished: 1 })).toEqual(["Finish or remove 1 unfinished condition"]);
});

test("more people than the workspace allows for a campaign block the launch", () => {
  expect(textsOf({ ...ready, mostRecipients: 612 })).toEqual([]);
  expect(textsOf({ ...ready, mostRecipients: 611 })).toEqual([
    "612 people can be reached, and the settings allow 611 a campaign",
  ]);
});

test("a rule or a message that makes no sense blocks the launch", () => {
  expect(textsOf({ ...ready, refused: true })).toEqual(["Mend the marked condition"]);
  const messageErrors = [{ path: "message.body", code: "needs_default", message: "some have no city" }];
  expect(textsOf({ ...ready, messageErrors })).toEqual(["Email text: some have no city"]);
});

test("an audience nobody could count is not written to", () => {
  expect(textsOf({ ...ready, preview: undefined, uncounted: true })).toEqual([
    "The audience could not be counted",
  ]);
});

test("nobody to reach blocks the launch and says why", () => {
  const sms = { ...ready.form, channel: "sms" as const };
  expect(textsOf({ ...ready, form: sms })).toEqual([
    "None of the 615 matching customers can be reached by SMS",
  ]);
  expect(textsOf({ ...ready, preview: { ...preview, count: 0, reachable: { email: 0, sms: 0 } } })).toEqual([
    "Nobody matches the audience",
  ]);
});

test("only an email needs a subject", () => {
  const form = { ...ready.form, subject: " " };
  expect(textsOf({ ...ready, form })).toEqual(["Give the email a subject"]);
  const both = { ...preview, reachable: { email: 1, sms: 1 } };
  expect(textsOf({ ...ready, preview: both, form: { ...form, channel: "sms" } })).toEqual([]);
});
