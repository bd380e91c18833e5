import { beforeEach, expect, test } from "vitest";
import { treeOf } from "@/features/rule/rule-tree";
import { draftFixture } from "./campaign-fixture";
import type { Campaign } from "./campaign-queries";
import { audienceOf, emptyForm, formOf, inputOf, inSegment, ruleOf, savedInput } from "./draft-form";
import { dropKept, keepDraft, readKept } from "./kept-draft";

const campaign = draftFixture;

beforeEach(() => localStorage.clear());

test("a campaign goes into the form and out again unchanged", () => {
  expect(inputOf(formOf(campaign), ruleOf(campaign))).toEqual({
    name: "Autumn",
    objective: null,
    segmentId: null,
    channel: "email",
    rule: { logic: "AND", not: false, rules: [] },
    message: { subject: "Hello", body: "Hi" },
  });
  expect(savedInput(campaign)).toEqual(inputOf(formOf(campaign), ruleOf(campaign)));
});

test("a draft nobody named yet has a name for the lists and an empty field", () => {
  expect(inputOf(emptyForm, null)).toMatchObject({ name: "Untitled campaign", message: null, rule: null });
  expect(formOf({ ...campaign, name: "Untitled campaign" }).name).toBe("");
});

test("a text message has no subject, and gets it back when it becomes an email", () => {
  const form = { ...formOf(campaign), channel: "sms" as const };
  expect(inputOf(form, null).message).toEqual({ subject: null, body: "Hi" });
  expect(inputOf({ ...form, channel: "email" }, null).message).toEqual({ subject: "Hello", body: "Hi" });
});

test("what the server lacks is kept in this browser, draft by draft", () => {
  const kept = {
    base: "{}",
    form: emptyForm,
    root: treeOf(null),
    everyone: false,
    at: "2026-11-23T06:00:00Z",
  };
  keepDraft("7", kept);
  expect(readKept("7")).toEqual(kept);
  expect(readKept(null)).toBeNull();
  dropKept("7");
  expect(readKept("7")).toBeNull();
});

test("a copy somebody tampered with is ignored", () => {
  localStorage.setItem("minicrm.draft.7", '{"base": 3');
  expect(readKept("7")).toBeNull();
  localStorage.setItem("minicrm.draft.7", '{"base": 3}');
  expect(readKept("7")).toBeNull();
});

test("a campaign for a saved segment has no rule of its own until the launch fixes it", () => {
  const draft = { ...campaign, state: "draft", segmentId: "7", rule: null } as Campaign;
  expect(inputOf(formOf(draft), { logic: "AND", rules: [] })).toMatchObject({ segmentId: "7", rule: null });
  expect(audienceOf(draft)).toEqual(inSegment("7"));
  const fixed = campaign.rule;
  expect(audienceOf({ ...draft, state: "sending", rule: fixed } as Campaign)).toEqual(fixed);
});
