//! Campaigns as callers see and write them.

use domain::campaign::{Body, CampaignState, Line, MessageText, Plan, Subject};
use domain::message::Stats;
use domain::segment::Rule;
use domain::template::Template;
use domain::{CampaignId, Channel, FieldError, SegmentId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::http::problem::Problem;
use crate::http::segments::invalid_rule;

/// A campaign.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Campaign {
    #[schema(value_type = String, example = "1")]
    id: CampaignId,
    name: String,
    /// What it is for.
    #[schema(required)]
    objective: Option<String>,
    /// `email` or `sms`.
    #[schema(value_type = crate::http::words::Channel)]
    channel: Channel,
    /// Who it is for; null while undecided, and in a draft for a segment. From the launch on it is the rule that was asked
    /// then, with the segments it referred to written out.
    #[schema(value_type = Option<crate::http::rule_schema::Rule>, required)]
    rule: Option<Box<RawValue>>,
    /// The segment that it is for, in place of a rule.
    #[schema(value_type = Option<String>, example = "1", required)]
    segment_id: Option<SegmentId>,
    #[schema(required)]
    message: Option<Message>,
    /// `draft`, `scheduled`, `sending`, `paused`, `completed` or `cancelled`.
    #[schema(value_type = crate::http::words::CampaignState)]
    state: CampaignState,
    /// How many matched at launch.
    #[schema(example = 615)]
    enrolled: u64,
    stats: CampaignStats,
    /// True if its messages go to the simulator.
    simulated: bool,
    /// Why sending is stuck, or why a draft was not launched at its time.
    #[schema(required)]
    problem: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it is to be launched by itself, or was, with the offset of the workspace's zone then.
    #[schema(format = DateTime, required, example = "2030-12-01T09:00:00+01:00")]
    scheduled_at: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    launched_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    completed_at: Option<Timestamp>,
}

/// A campaign, in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CampaignSummary {
    #[schema(value_type = String, example = "1")]
    pub(crate) id: CampaignId,
    name: String,
    /// `email` or `sms`.
    #[schema(value_type = crate::http::words::Channel)]
    channel: Channel,
    /// `draft`, `scheduled`, `sending`, `paused`, `completed` or `cancelled`.
    #[schema(value_type = crate::http::words::CampaignState)]
    state: CampaignState,
    /// How many matched at launch.
    enrolled: u64,
    stats: CampaignStats,
    /// True if its messages go to the simulator.
    simulated: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it is to be launched by itself, or was, with the offset of the workspace's zone then.
    #[schema(format = DateTime, required, example = "2030-12-01T09:00:00+01:00")]
    scheduled_at: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    launched_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    completed_at: Option<Timestamp>,
}

/// How many messages stand in each state; their sum is the number enrolled, at every moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CampaignStats {
    pending: u64,
    submitted: u64,
    sent: u64,
    failed: u64,
    skipped: u64,
    uncertain: u64,
}

impl From<Stats> for CampaignStats {
    fn from(stats: Stats) -> Self {
        let Stats { pending, submitted, sent, failed, skipped, uncertain } = stats;
        Self { pending, submitted, sent, failed, skipped, uncertain }
    }
}

/// A message as written, with variables.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MessageText)]
pub(crate) struct Message {
    /// For email only.
    #[serde(default)]
    #[schema(required = false, example = "We miss you")]
    pub(crate) subject: Option<String>,
    #[schema(example = "Hi {{ firstName | default(\"there\") }}, thank you for {{ visits }} orders.")]
    pub(crate) body: String,
}

impl Message {
    /// Checks the lengths; whether its variables make sense is the template's to say.
    pub(crate) fn text(&self) -> Result<MessageText, Vec<FieldError>> {
        let subject = self.subject.as_deref().filter(|subject| !subject.trim().is_empty());
        let subject =
            subject.map(Subject::parse).transpose().map_err(|error| error.inside("message.subject"));
        let body = Body::parse(&self.body).map_err(|error| error.inside("message.body"));
        match (subject, body) {
            (Ok(subject), Ok(body)) => Ok(MessageText { subject, body }),
            (subject, body) => Err([subject.err(), body.err()].into_iter().flatten().collect()),
        }
    }
}

/// What a person writes about a campaign.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CampaignInput)]
pub(crate) struct CampaignPlan {
    /// What it is called in lists.
    #[schema(example = "Win back")]
    name: String,
    /// What it is for.
    #[serde(default)]
    objective: Option<String>,
    #[schema(value_type = crate::http::words::Channel)]
    channel: String,
    /// Who it is for.
    #[serde(default)]
    #[schema(value_type = Option<crate::http::rule_schema::Rule>)]
    rule: Option<Box<RawValue>>,
    /// A saved segment in place of a rule.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "1")]
    segment_id: Option<SegmentId>,
    #[serde(default)]
    message: Option<Message>,
}

impl CampaignPlan {
    /// Checks everything that is given.
    pub(crate) fn plan(self) -> Result<Plan, Problem> {
        let mut errors = Vec::new();
        let mut note = |result: Result<Line, FieldError>, path: &str| {
            result.map_err(|error| errors.push(error.inside(path))).ok()
        };
        let name = note(Line::parse(&self.name), "name");
        let objective = self.objective.filter(|text| !text.trim().is_empty());
        let objective = objective.and_then(|text| note(Line::parse(&text), "objective"));
        let channel = self.channel.parse::<Channel>();
        if channel.is_err() {
            errors.push(FieldError::new(
                "channel",
                "unknown_channel",
                format!("expected email or sms, got \"{}\"", domain::field::excerpt(&self.channel)),
            ));
        }
        let message =
            self.message.and_then(|message| message.text().map_err(|wrong| errors.extend(wrong)).ok());
        if let (Some(message), Ok(channel)) = (&message, channel) {
            errors.extend(Template::parse(message, channel).err().into_iter().flatten());
        }
        let segment = self.segment_id;
        if segment.is_some() && self.rule.as_ref().is_some_and(|rule| rule.get() != "null") {
            let message = "expected either a rule or a segmentId";
            errors.push(FieldError::new("segmentId", "unexpected_value", message));
        }
        let rule = match self.rule.filter(|rule| rule.get() != "null") {
            Some(given) => Some(Rule::parse(given.get()).map_err(invalid_rule)?.to_json()),
            None => None,
        };
        match (name, channel) {
            (Some(name), Ok(channel)) if errors.is_empty() => {
                Ok(Plan { name, objective, channel, rule, segment, message })
            }
            _ => Err(Problem::invalid("invalid_campaign", "The campaign was not kept as it is.", errors)),
        }
    }
}

impl From<domain::campaign::Campaign> for Campaign {
    fn from(campaign: domain::campaign::Campaign) -> Self {
        let plan = campaign.plan;
        let message =
            |text: MessageText| Message { subject: text.subject.map(String::from), body: text.body.into() };
        Self {
            id: campaign.id,
            name: plan.name.into(),
            objective: plan.objective.map(String::from),
            channel: plan.channel,
            rule: plan.rule.and_then(|rule| RawValue::from_string(rule).ok()),
            segment_id: plan.segment,
            message: plan.message.map(message),
            state: campaign.state,
            enrolled: campaign.enrolled,
            stats: campaign.stats.into(),
            simulated: campaign.simulated,
            problem: campaign.problem,
            created_at: campaign.created_at,
            scheduled_at: campaign.schedule.map(|schedule| schedule.to_string()),
            launched_at: campaign.launched_at,
            completed_at: campaign.completed_at,
        }
    }
}

impl From<domain::campaign::Campaign> for CampaignSummary {
    fn from(campaign: domain::campaign::Campaign) -> Self {
        Self {
            id: campaign.id,
            name: campaign.plan.name.into(),
            channel: campaign.plan.channel,
            state: campaign.state,
            enrolled: campaign.enrolled,
            stats: campaign.stats.into(),
            simulated: campaign.simulated,
            created_at: campaign.created_at,
            scheduled_at: campaign.schedule.map(|schedule| schedule.to_string()),
            launched_at: campaign.launched_at,
            completed_at: campaign.completed_at,
        }
    }
}
