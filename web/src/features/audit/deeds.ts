import type { Api } from "@/api/types";
import { paths } from "@/lib/paths";

export type AuditEntry = Api<"AuditEntry">;
export type Deed = Api<"Deed">;

/** Deeds that one looks for together. */
export const groups = [
  { value: "door", label: "Signing in and out" },
  { value: "members", label: "Members and invitations" },
  { value: "keys", label: "API keys" },
  { value: "workspace", label: "Workspace" },
  { value: "campaigns", label: "Campaigns" },
  { value: "segments", label: "Segments" },
  { value: "data", label: "Customers and imports" },
] as const;
export type Group = (typeof groups)[number]["value"];

interface Told {
  group: Group;
  /** What was done, before the name of what it was done to. */
  said: string;
  /** Where more is to be seen. */
  to?(id: string): string;
  /** What the detail says, in words. */
  detail?(word: string): string;
}

const asRole = (role: string) => `as ${role}`;
const campaign = (said: string): Told => ({ group: "campaigns", said, to: paths.campaign });

/** Every deed there is, in words; a new one does not compile until it has them. */
export const deeds: Record<Deed, Told> = {
  signedIn: {
    group: "door",
    said: "Signed in",
    detail: (way) => (way === "link" ? "with a one-time link" : `with ${way.replace(/^https:\/\//, "")}`),
  },
  signInRefused: { group: "door", said: "Came with a sign-in link that is not valid any more" },
  signedOut: { group: "door", said: "Signed out" },
  sessionEnded: { group: "door", said: "Signed out another browser of theirs" },
  signedOutEverywhere: { group: "door", said: "Signed out everywhere" },
  workspaceEntered: { group: "door", said: "Came from another workspace of theirs" },
  accountConnected: {
    group: "door",
    said: "Connected an account",
    detail: (provider) => `of ${provider.replace(/^https:\/\//, "")}`,
  },
  linkMade: { group: "door", said: "Made a one-time sign-in link" },
  memberJoined: { group: "members", said: "Became a member", detail: asRole },
  roleChanged: { group: "members", said: "Changed the role of", detail: (role) => `to ${role}` },
  memberRemoved: { group: "members", said: "Removed" },
  memberLeft: { group: "members", said: "Left the workspace" },
  invitationMade: { group: "members", said: "Invited", detail: asRole },
  invitationWithdrawn: { group: "members", said: "Withdrew the invitation of" },
  keyMade: { group: "keys", said: "Made the key", detail: (scopes) => `for ${scopes}` },
  keyRevoked: { group: "keys", said: "Revoked the key" },
  workspaceChanged: { group: "workspace", said: "Changed the workspace" },
  campaignCreated: campaign("Began the draft"),
  campaignEdited: campaign("Rewrote the draft"),
  campaignDuplicated: campaign("Kept a copy of a campaign as"),
  messagesResent: { ...campaign("Resent messages of"), detail: (which) => `(${which})` },
  messagesExported: campaign("Downloaded the communication log of"),
  campaignScheduled: { ...campaign("Scheduled"), detail: (time) => `for ${time}` },
  campaignUnscheduled: campaign("Took the launch time from"),
  scheduledLaunchRefused: { ...campaign("Could not launch at its time"), detail: (why) => `(${why})` },
  testSent: { ...campaign("Sent a test of"), detail: (address) => `to ${address}` },
  sendingStopped: { group: "campaigns", said: "Stopped all sending" },
  sendingAllowed: { group: "campaigns", said: "Let the workspace send again" },
  campaignDeleted: { group: "campaigns", said: "Deleted the draft" },
  campaignLaunched: campaign("Launched"),
  campaignPaused: campaign("Paused"),
  campaignResumed: campaign("Resumed"),
  campaignCancelled: campaign("Cancelled"),
  segmentCreated: { group: "segments", said: "Saved the segment" },
  segmentChanged: { group: "segments", said: "Changed the segment" },
  segmentDeleted: { group: "segments", said: "Deleted the segment" },
  segmentExported: {
    group: "segments",
    said: "Downloaded the audience",
    detail: (number) => `(${number} customers)`,
  },
  importStarted: {
    group: "data",
    said: "Began to import",
    to: paths.importRun,
    detail: (kind) => `(${kind})`,
  },
  demoLoaded: { group: "data", said: "Loaded the demo shop" },
  deadLetterReplayed: { group: "data", said: "Sent a dead letter through again" },
  deadLetterDiscarded: { group: "data", said: "Discarded a dead letter" },
  customerExported: { group: "data", said: "Downloaded what is held on customer", to: paths.customer },
  customerErased: { group: "data", said: "Erased customer" },
};

/** The words of a group, as the list is asked for them. */
export function deedsOf(group: Group): string {
  const words = Object.entries(deeds).filter(([, told]) => told.group === group);
  return words.map(([deed]) => deed).join(",");
}

/** Who did it, by the name they had then. */
export function actorName({ kind, name }: AuditEntry["by"]): string {
  if (kind === "commandLine") return "The command line";
  if (kind === "schedule") return "The schedule";
  if (kind === "key") return `Key “${name ?? ""}”`;
  return name ?? (kind === "person" ? "The first owner" : "Somebody unknown");
}

/** What it was done to, where one would name it. */
export function targetName({ deed, on }: AuditEntry): string | null {
  if (on === null) return null;
  if (on.name !== null) return deeds[deed].group === "members" ? on.name : `“${on.name}”`;
  return deed === "customerErased" || deed === "customerExported" ? on.id : null;
}
