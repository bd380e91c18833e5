//! Fixing the audience of a campaign.

use domain::campaign::{Action, Campaign};
use domain::{CampaignId, WorkspaceId};
use rusqlite::params;

use super::{enrolment, rows};
use crate::sqlite::codes::Coded;
use crate::sqlite::ledger::CHUNK;
use crate::sqlite::writer::Writing;
use crate::sqlite::{audiences, segments};
use crate::{Launch, StoreError};

/// Takes whoever matches now, and starts sending.
pub(super) fn launch(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: CampaignId,
    launch: &Launch,
) -> Result<Campaign, StoreError> {
    let db = writing.db;
    let campaign = rows::campaign(db, workspace, id)?.ok_or(StoreError::NotFound)?;
    let state = campaign.state.after(Action::Launch).ok_or(StoreError::WrongState)?;
    let matching = audiences::matching(db, workspace, &launch.question, campaign.plan.channel)?;
    launch.check(matching.customers.len() as u64, matching.reachable)?;
    let mut insert =
        db.prepare_cached("INSERT INTO chunk (campaign, number, pending) VALUES (?1, ?2, ?3)")?;
    for (number, customers) in (0..).zip(matching.customers.chunks(CHUNK as usize)) {
        insert.execute(params![id.get(), number, customers.len() as i64])?;
        enrolment::enrol(db, id, number, customers)?;
    }
    db.prepare_cached(
        "UPDATE campaign SET state = ?2, simulated = ?3, enrolled = ?4, pending = ?4, launched_at = ?5,
             rule = ?6, problem = NULL
         WHERE id = ?1",
    )?
    .execute(params![
        id.get(),
        state.code(),
        launch.simulated,
        matching.customers.len() as i64,
        launch.at.millis(),
        launch.question.rule().to_json()
    ])?;
    // What it refers to from now on is written in its rule.
    segments::forget_campaign(db, id)?;
    rows::campaign(db, workspace, id)?.ok_or(StoreError::NotFound)
}
