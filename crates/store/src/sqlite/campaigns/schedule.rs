//! Launches at a time given beforehand.

use domain::campaign::{Action, Campaign, CampaignState, Schedule};
use domain::{CampaignId, Timestamp, WorkspaceId};
use rusqlite::{Connection, params};

use super::rows;
use crate::StoreError;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::Columns;
use crate::sqlite::writer::Writing;

/// Gives a campaign the time of its launch, or another one.
pub(super) fn schedule(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: CampaignId,
    schedule: Schedule,
) -> Result<Campaign, StoreError> {
    let state = rows::state(writing.db, workspace, id)?.ok_or(StoreError::NotFound)?;
    let after = state.after(Action::Schedule).ok_or(StoreError::WrongState)?;
    writing
        .db
        .prepare_cached(
            "UPDATE campaign SET state = ?2, scheduled_at = ?3, scheduled_offset = ?4, scheduled_everyone = ?5,
                 problem = NULL
             WHERE id = ?1",
        )?
        .execute(params![id.get(), after.code(), schedule.at.millis(), schedule.offset, schedule.everyone])?;
    rows::campaign(writing.db, workspace, id)?.ok_or(StoreError::NotFound)
}

/// Campaigns whose time has come. The number of the state is written out, and the partial index on it named.
pub(super) fn until(
    db: &Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT workspace, id FROM campaign INDEXED BY campaign_by_schedule
         WHERE state = 1 AND scheduled_at <= ?1 ORDER BY scheduled_at LIMIT ?2",
    )?;
    let mut rows = select.query(params![now.millis(), limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((row.id(0)?, row.id(1)?));
    }
    Ok(found)
}

/// Makes a campaign a draft again that could not be launched at its time.
pub(super) fn refuse(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: CampaignId,
    scheduled: Timestamp,
    problem: &str,
) -> Result<(), StoreError> {
    let campaign = rows::campaign(writing.db, workspace, id)?.ok_or(StoreError::NotFound)?;
    let as_asked = campaign.schedule.is_some_and(|schedule| schedule.at == scheduled);
    if campaign.state != CampaignState::Scheduled || !as_asked {
        return Err(StoreError::WrongState);
    }
    writing
        .db
        .prepare_cached("UPDATE campaign SET state = ?2, problem = ?3, scheduled_at = NULL WHERE id = ?1")?
        .execute(params![id.get(), CampaignState::Draft.code(), problem])?;
    Ok(())
}
