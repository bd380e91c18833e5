import type { Api } from "@/api/types";
import type { Rule, RuleGroup } from "@/features/rule/rule-tree";
import type { Campaign, Channel } from "./campaign-queries";

/** What a draft is called until somebody names it. */
export const untitled = "Untitled campaign";

/** A draft's fields as they are typed. */
export interface DraftForm {
  name: string;
  objective: string;
  channel: Channel;
  /** Kept while the channel has none. */
  subject: string;
  body: string;
  /** The saved segment it is for; null where it has conditions of its own. */
  segmentId: string | null;
}

export const emptyForm: DraftForm = {
  name: "",
  objective: "",
  channel: "email",
  subject: "",
  body: "",
  segmentId: null,
};

export function formOf(campaign: Campaign): DraftForm {
  return {
    name: campaign.name === untitled ? "" : campaign.name,
    objective: campaign.objective ?? "",
    channel: campaign.channel,
    subject: campaign.message?.subject ?? "",
    body: campaign.message?.body ?? "",
    segmentId: campaign.segmentId ?? null,
  };
}

/** The message as the server takes it; null until there is a body. */
export function messageOf(form: DraftForm): Api<"MessageText"> | null {
  if (form.body.trim() === "") return null;
  const subject = form.channel === "email" && form.subject.trim() !== "" ? form.subject : null;
  return { subject, body: form.body };
}

/** What is saved. A rule that is null has not been described yet. */
export function inputOf(form: DraftForm, rule: Rule | null): Api<"CampaignInput"> {
  return {
    name: form.name.trim() || untitled,
    objective: form.objective.trim() || null,
    channel: form.channel,
    rule: form.segmentId === null ? (rule as Api<"Rule"> | null) : null,
    segmentId: form.segmentId,
    message: messageOf(form),
  };
}

/** Whoever is in a saved segment. */
export const inSegment = (id: string): RuleGroup => ({
  logic: "AND",
  rules: [{ metric: "segment", operator: "in", value: id }],
});

/** The rule a campaign has of its own, as one reads and edits it. */
export const ruleOf = (campaign: Campaign): Rule | null => campaign.rule as Rule | null;

/** Whom a campaign is for; a launch fixes the segment's rule as the campaign's own. */
export const audienceOf = (campaign: Campaign): Rule | null =>
  !isLaunched(campaign) && campaign.segmentId ? inSegment(campaign.segmentId) : ruleOf(campaign);

/** True once its audience is fixed. */
export const isLaunched = ({ state }: Pick<Campaign, "state">): boolean =>
  state !== "draft" && state !== "scheduled";

/** What the server holds, in the same shape, to compare by. */
export const savedInput = (campaign: Campaign): Api<"CampaignInput"> =>
  inputOf(formOf(campaign), ruleOf(campaign));
