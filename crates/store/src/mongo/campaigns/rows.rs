//! The document of a campaign: how it is written, and how it is read.

use domain::campaign::{Body, Campaign, CampaignState, Line, MessageText, Plan, Schedule, Subject};
use domain::message::Stats;
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::bson::{Bson, Document, RawDocument, RawDocumentBuf, doc};

use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::bulk;
use crate::mongo::fields::Fields;
use crate::mongo::segments::refs;
use crate::reading::{id as as_id, parsed};
use crate::segments::of_plan;

/// A new draft.
pub(super) fn new(id: CampaignId, plan: Plan, at: Timestamp) -> Campaign {
    Campaign {
        id,
        plan,
        state: CampaignState::Draft,
        enrolled: 0,
        stats: Stats::default(),
        problem: None,
        simulated: false,
        created_at: at,
        schedule: None,
        launched_at: None,
        completed_at: None,
    }
}

/// The document of a new draft.
pub(super) fn draft(
    id: CampaignId,
    workspace: WorkspaceId,
    plan: &Plan,
    at: Timestamp,
) -> Result<RawDocumentBuf, StoreError> {
    let mut document = doc! {
        "_id": id.get(),
        "w": workspace.get(),
        "state": CampaignState::Draft.code(),
        "simulated": false,
        "enrolled": 0_i64,
        "createdAt": at.millis(),
    };
    let written = written(plan)?.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?)));
    document.extend(written);
    bulk::raw(&document)
}

/// The update that writes a plan anew.
pub(super) fn update(plan: &Plan) -> Result<Document, StoreError> {
    Ok(bulk::set_or_unset(Document::new(), written(plan)?))
}

/// What a person wrote, by field.
fn written(plan: &Plan) -> Result<[(&'static str, Option<Bson>); 9], StoreError> {
    let text = |text: Option<&str>| text.map(Bson::from);
    let message = plan.message.as_ref();
    let segments: Vec<_> = of_plan(plan)?.into_iter().map(|reference| reference.segment).collect();
    Ok([
        ("name", text(Some(plan.name.as_str()))),
        ("objective", text(plan.objective.as_ref().map(Line::as_str))),
        ("channel", Some(plan.channel.code().into())),
        ("rule", text(plan.rule.as_deref())),
        ("subject", text(message.and_then(|message| message.subject.as_ref()).map(Subject::as_str))),
        ("body", text(message.map(|message| message.body.as_str()))),
        ("segment", plan.segment.map(|segment| segment.get().into())),
        ("refs", (!segments.is_empty()).then(|| refs(&segments))),
        // What stood in the way stood in the way of the plan before.
        ("problem", None),
    ])
}

/// A campaign from its document and its counters.
pub(in crate::mongo) fn campaign(document: &RawDocument, stats: Stats) -> Result<Campaign, StoreError> {
    let subject = document.maybe_parsed("subject", Subject::parse)?;
    let body = document.maybe_parsed("body", Body::parse)?;
    Ok(Campaign {
        id: document.id("_id")?,
        plan: Plan {
            name: parsed(document.text("name")?, Line::parse)?,
            objective: document.maybe_parsed("objective", Line::parse)?,
            channel: document.word("channel")?,
            rule: document.maybe_text("rule")?.map(str::to_owned),
            segment: document.maybe_int("segment")?.map(as_id).transpose()?,
            message: body.map(|body| MessageText { subject, body }),
        },
        state: document.word("state")?,
        enrolled: document.count("enrolled")?,
        stats,
        problem: document.maybe_text("problem")?.map(str::to_owned),
        simulated: document.flag("simulated")?,
        created_at: document.time("createdAt")?,
        schedule: match document.maybe_time("scheduledAt")? {
            Some(at) => Some(Schedule {
                at,
                offset: document.int("scheduledOffset")? as i32,
                everyone: document.flag("scheduledEveryone")?,
            }),
            None => None,
        },
        launched_at: document.maybe_time("launchedAt")?,
        completed_at: document.maybe_time("completedAt")?,
    })
}
