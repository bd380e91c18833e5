//! The row of a campaign: how it is written, and how it is read.

use domain::campaign::{Body, Campaign, CampaignState, Line, MessageText, Plan, Schedule, Subject};
use domain::message::Stats;
use domain::{CampaignId, Channel, SegmentId, Timestamp, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::StoreError;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::{Columns, id as as_id, parsed, word};

/// A campaign, in the order [`read`] takes it.
const CAMPAIGN: &str = "
    SELECT id, name, objective, channel, rule, subject, body, state, enrolled,
           pending, submitted, sent, failed, skipped, uncertain,
           problem, simulated, created_at, launched_at, completed_at, segment,
           scheduled_at, scheduled_offset, scheduled_everyone
    FROM campaign";

/// One campaign of a workspace.
pub(in crate::sqlite) fn campaign(
    db: &Connection,
    workspace: WorkspaceId,
    id: CampaignId,
) -> Result<Option<Campaign>, StoreError> {
    let mut select = db.prepare_cached(&format!("{CAMPAIGN} WHERE id = ?1 AND workspace = ?2"))?;
    let mut rows = select.query([id.get(), workspace.get()])?;
    rows.next()?.map(read).transpose()
}

/// Where a campaign of a workspace stands.
pub(in crate::sqlite) fn state(
    db: &Connection,
    workspace: WorkspaceId,
    id: CampaignId,
) -> Result<Option<CampaignState>, StoreError> {
    let mut select = db.prepare_cached("SELECT state FROM campaign WHERE id = ?1 AND workspace = ?2")?;
    select.query_row([id.get(), workspace.get()], |row| row.get(0)).optional()?.map(word).transpose()
}

/// How a campaign's messages travel.
pub(in crate::sqlite) fn channel(db: &Connection, id: CampaignId) -> Result<Channel, StoreError> {
    let mut select = db.prepare_cached("SELECT channel FROM campaign WHERE id = ?1")?;
    word(select.query_row([id.get()], |row| row.get(0))?)
}

/// Keeps a draft.
pub(super) fn create(
    db: &Connection,
    workspace: WorkspaceId,
    plan: &Plan,
    at: Timestamp,
) -> Result<Campaign, StoreError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO campaign (workspace, state, simulated, created_at, name, objective, channel, rule, subject, body,
             segment)
         VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    let (subject, body) = texts(plan);
    insert.execute(params![
        workspace.get(),
        CampaignState::Draft.code(),
        at.millis(),
        plan.name.as_str(),
        plan.objective.as_ref().map(Line::as_str),
        plan.channel.code(),
        plan.rule,
        subject,
        body,
        plan.segment.map(SegmentId::get)
    ])?;
    let id = as_id(db.last_insert_rowid())?;
    campaign(db, workspace, id)?.ok_or(StoreError::NotFound)
}

/// Rewrites what a person wrote.
pub(super) fn update(db: &Connection, id: CampaignId, plan: &Plan) -> Result<(), StoreError> {
    let mut update = db.prepare_cached(
        "UPDATE campaign SET name = ?2, objective = ?3, channel = ?4, rule = ?5, subject = ?6, body = ?7,
             segment = ?8, problem = NULL
         WHERE id = ?1",
    )?;
    let (subject, body) = texts(plan);
    update.execute(params![
        id.get(),
        plan.name.as_str(),
        plan.objective.as_ref().map(Line::as_str),
        plan.channel.code(),
        plan.rule,
        subject,
        body,
        plan.segment.map(SegmentId::get)
    ])?;
    Ok(())
}

fn texts(plan: &Plan) -> (Option<&str>, Option<&str>) {
    let subject = plan.message.as_ref().and_then(|message| message.subject.as_ref());
    (subject.map(Subject::as_str), plan.message.as_ref().map(|message| message.body.as_str()))
}

fn read(row: &Row<'_>) -> Result<Campaign, StoreError> {
    let subject = row.maybe_parsed(5, Subject::parse)?;
    let body = row.maybe_parsed(6, Body::parse)?;
    Ok(Campaign {
        id: row.id(0)?,
        plan: Plan {
            name: parsed(row.text(1)?, Line::parse)?,
            objective: row.maybe_parsed(2, Line::parse)?,
            channel: row.word(3)?,
            rule: row.maybe_text(4)?.map(str::to_owned),
            segment: row.maybe_int(20)?.map(as_id).transpose()?,
            message: body.map(|body| MessageText { subject, body }),
        },
        state: row.word(7)?,
        enrolled: row.count(8)?,
        stats: Stats {
            pending: row.count(9)?,
            submitted: row.count(10)?,
            sent: row.count(11)?,
            failed: row.count(12)?,
            skipped: row.count(13)?,
            uncertain: row.count(14)?,
        },
        problem: row.maybe_text(15)?.map(str::to_owned),
        simulated: row.flag(16)?,
        created_at: row.time(17)?,
        schedule: match row.maybe_time(21)? {
            Some(at) => Some(Schedule { at, offset: row.int(22)? as i32, everyone: row.flag(23)? }),
            None => None,
        },
        launched_at: row.maybe_time(18)?,
        completed_at: row.maybe_time(19)?,
    })
}
