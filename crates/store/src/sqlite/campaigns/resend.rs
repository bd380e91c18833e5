//! Letting messages go out once more.

use domain::campaign::Action;
use domain::message::MessageState;
use domain::{CampaignId, CustomerId, WorkspaceId};
use rusqlite::{Connection, params};

use super::rows;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::Columns;
use crate::sqlite::ledger::{self, Moves, Reopened};
use crate::sqlite::messages::reason_id;
use crate::sqlite::writer::Writing;
use crate::{Resend, StoreError};

/// Makes messages pending again, each as its next attempt, all in one transaction.
pub(super) fn resend(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: CampaignId,
    resend: &Resend,
) -> Result<u64, StoreError> {
    let db = writing.db;
    let state = rows::state(db, workspace, id)?.ok_or(StoreError::NotFound)?;
    let after = state.after(Action::Resend).ok_or(StoreError::WrongState)?;
    let reason = match &resend.reason {
        Some(text) => match reason_id(db, text)? {
            Some(reason) => Some(reason),
            None => return Ok(0),
        },
        None => None,
    };
    let mut moves = Moves::default();
    let mut again = 0;
    for chunk in chunks(db, id, resend)? {
        let reopened = in_chunk(db, id, chunk, resend, reason)?;
        again += reopened.len() as u64;
        moves.reopen(db, id, chunk, &reopened, resend.at)?;
    }
    if again > 0 {
        moves.write(writing)?;
        db.prepare_cached(
            "UPDATE campaign SET state = ?2, completed_at = NULL, problem = NULL WHERE id = ?1",
        )?
        .execute(params![id.get(), after.code()])?;
    }
    Ok(again)
}

/// Chunks with messages in the states that are wanted.
fn chunks(db: &Connection, campaign: CampaignId, resend: &Resend) -> Result<Vec<u32>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT number FROM chunk WHERE campaign = ?1 AND (failed > 0 AND ?2 OR uncertain > 0 AND ?3)
         ORDER BY number",
    )?;
    let numbers = select
        .query_map(params![campaign.get(), resend.failed, resend.uncertain], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(numbers)
}

fn in_chunk(
    db: &Connection,
    campaign: CampaignId,
    chunk: u32,
    resend: &Resend,
    reason: Option<i64>,
) -> Result<Vec<Reopened>, StoreError> {
    let keys = ledger::keys(campaign, chunk)?;
    // An attempt is counted in sixteen bits.
    let mut select = db.prepare_cached(
        "SELECT key, customer, state, reason, changed_at FROM message
         WHERE key BETWEEN ?1 AND ?2 AND (state = ?3 OR state = ?4) AND (?5 IS NULL OR reason = ?5)
             AND attempt < 65535
         ORDER BY key",
    )?;
    let wanted = |state: MessageState, wanted: bool| wanted.then(|| state.code());
    let mut rows = select.query(params![
        keys.start(),
        keys.end(),
        wanted(MessageState::Failed, resend.failed),
        wanted(MessageState::Uncertain, resend.uncertain),
        reason
    ])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let customer: CustomerId = row.id(1)?;
        found.push(Reopened {
            key: row.int(0)?,
            customer,
            from: row.word(2)?,
            reason: row.maybe_int(3)?,
            since: row.time(4)?,
        });
    }
    Ok(found)
}
