//! Fixing the audience of a campaign.

use audience::Index;
use domain::campaign::Campaign;
use domain::{CampaignId, WorkspaceId};
use rusqlite::params;

use super::{enrolment, rows};
use crate::sqlite::audiences::Change;
use crate::sqlite::codes::Coded;
use crate::sqlite::ledger::CHUNK;
use crate::sqlite::segments;
use crate::sqlite::writer::Writing;
use crate::{Launch, StoreError};

/// Takes whoever matches now, and starts sending. It must be the first in its transaction: then the index has seen all
/// there is. Refused as [`StoreError::Loading`] where the index is not in memory.
pub(super) fn launch(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: CampaignId,
    launch: &Launch,
) -> Result<Campaign, StoreError> {
    let db = writing.db;
    let campaign = rows::campaign(db, workspace, id)?.ok_or(StoreError::NotFound)?;
    let state = launch.begins(&campaign)?;
    let Some(audience) = writing.feed.at_once(workspace)? else {
        return Err(StoreError::Loading { read: 0, of: 0 });
    };
    let matching = audience.matching(&launch.question, campaign.plan.channel);
    drop(audience);
    launch.check(matching.customers.len() as u64, matching.reachable)?;
    let numbers: Vec<i64> = matching.customers.iter().map(|id| id.get()).collect();
    let mut insert =
        db.prepare_cached("INSERT INTO chunk (campaign, number, pending) VALUES (?1, ?2, ?3)")?;
    for (number, customers) in (0..).zip(numbers.chunks(CHUNK as usize)) {
        insert.execute(params![id.get(), number, customers.len() as i64])?;
        enrolment::enrol(db, id, number, customers)?;
    }
    db.prepare_cached(
        "UPDATE campaign SET state = ?2, simulated = ?3, enrolled = ?4, pending = ?4, launched_at = ?5,
             rule = ?6, problem = NULL, scheduled_at = CASE WHEN ?7 THEN scheduled_at END
         WHERE id = ?1",
    )?
    .execute(params![
        id.get(),
        state.code(),
        launch.simulated,
        numbers.len() as i64,
        launch.at.millis(),
        launch.question.rule().to_json(),
        launch.scheduled.is_some()
    ])?;
    // What it refers to from now on is written in its rule.
    segments::forget_campaign(db, id)?;
    if writing.affects(workspace) {
        let (members, at) = (matching.customers, launch.at);
        let take_in = move |index: &mut Index| {
            index.enrol(id, at, &members);
            Ok(())
        };
        writing.changed(workspace, Change::new(size_of_val(&*numbers), take_in));
    }
    rows::campaign(db, workspace, id)?.ok_or(StoreError::NotFound)
}
