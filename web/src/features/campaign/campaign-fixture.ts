import type { Campaign } from "./campaign-queries";

/** A campaign on its way, for tests that show or steer one. */
export const campaignFixture: Campaign = {
  id: "7",
  name: "Autumn",
  objective: null,
  channel: "email",
  rule: null,
  segmentId: null,
  message: { subject: "Hello", body: "Hi" },
  state: "sending",
  enrolled: 615,
  stats: { pending: 338, submitted: 40, sent: 210, failed: 22, skipped: 5, uncertain: 0 },
  simulated: true,
  problem: null,
  scheduledAt: null,
  createdAt: "2026-11-23T06:00:00.000Z",
  launchedAt: "2026-11-23T06:00:00.000Z",
  completedAt: null,
};

/** A draft with everything in it. */
export const draftFixture: Campaign = {
  ...campaignFixture,
  state: "draft",
  rule: { logic: "AND", not: false, rules: [] },
  enrolled: 0,
  stats: { pending: 0, submitted: 0, sent: 0, failed: 0, skipped: 0, uncertain: 0 },
  launchedAt: null,
};
