//! Receipts that are late.

use std::collections::BTreeSet;

use domain::message::{MessageKey, MessageState, WireId};
use domain::{CampaignId, Timestamp, WorkspaceId};
use rusqlite::{Connection, params};

use crate::sqlite::columns::Columns;
use crate::sqlite::ledger::{self, Move, Moves};
use crate::sqlite::writer::Writing;
use crate::{Overdue, StoreError};

/// Submitted messages whose receipt is late, oldest first. Chunks say since when one of theirs may be; only those
/// are looked into.
pub(super) fn overdue(
    db: &Connection,
    before: Timestamp,
    limit: u32,
    now: Timestamp,
) -> Result<Vec<Overdue>, StoreError> {
    let mut chunks = db.prepare_cached(
        "SELECT chunk.campaign, chunk.number, campaign.workspace, chunk.awaiting_since
         FROM chunk INDEXED BY chunk_awaiting CROSS JOIN campaign ON campaign.id = chunk.campaign
         WHERE chunk.submitted > 0 AND chunk.awaiting_since < ?1 AND chunk.ask_after <= ?2
         ORDER BY chunk.awaiting_since",
    )?;
    let limit = limit as usize;
    let mut rows = chunks.query([before.millis(), now.millis()])?;
    let mut found: Vec<Overdue> = Vec::new();
    while let Some(row) = rows.next()? {
        let since = row.time(3)?;
        if found.len() >= limit {
            found.sort_by_key(|late| (late.submitted_at, late.id));
            found.truncate(limit);
            // Nothing in this chunk, nor in those behind it, is older than what was found.
            if found.last().is_none_or(|last| last.submitted_at <= since) {
                break;
            }
        }
        let chunk = u32::try_from(row.int(1)?).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        in_chunk(db, row.id(2)?, row.id(0)?, chunk, before, now, &mut found)?;
    }
    found.sort_by_key(|late| (late.submitted_at, late.id));
    found.truncate(limit);
    Ok(found)
}

fn in_chunk(
    db: &Connection,
    workspace: WorkspaceId,
    campaign: CampaignId,
    chunk: u32,
    before: Timestamp,
    now: Timestamp,
    found: &mut Vec<Overdue>,
) -> Result<(), StoreError> {
    let keys = ledger::keys(campaign, chunk)?;
    let mut select = db.prepare_cached(
        "SELECT key, attempt, submitted_at FROM message
         WHERE key BETWEEN ?1 AND ?2 AND state = 1 AND submitted_at < ?3 AND coalesce(ask_after, 0) <= ?4",
    )?;
    let mut rows = select.query([*keys.start(), *keys.end(), before.millis(), now.millis()])?;
    while let Some(row) = rows.next()? {
        let message = MessageKey { campaign, ordinal: ledger::ordinal(row.int(0)?) };
        let id = WireId { message, attempt: row.int(1)? as u16 };
        found.push(Overdue { workspace, id, submitted_at: row.time(2)? });
    }
    Ok(())
}

/// Notes that the vendor was asked.
pub(super) fn asked(writing: &Writing<'_>, ids: &[WireId], ask_again: Timestamp) -> Result<(), StoreError> {
    let db = writing.db;
    let mut update =
        db.prepare_cached("UPDATE message SET ask_after = ?3 WHERE key = ?1 AND attempt = ?2 AND state = 1")?;
    let mut chunks = BTreeSet::new();
    for id in ids {
        let Ok(key) = ledger::key(id.message) else { continue };
        update.execute(params![key, id.attempt, ask_again.millis()])?;
        chunks.insert((id.message.campaign, ledger::chunk_of(id.message.ordinal)));
    }
    for (campaign, chunk) in chunks {
        bound(db, campaign, chunk)?;
    }
    Ok(())
}

/// Makes a chunk's bounds tight again, so that it is not looked into in vain.
fn bound(db: &Connection, campaign: CampaignId, chunk: u32) -> Result<(), StoreError> {
    let keys = ledger::keys(campaign, chunk)?;
    db.prepare_cached(
        "UPDATE chunk SET (awaiting_since, ask_after) =
             (SELECT min(submitted_at), min(coalesce(ask_after, 0)) FROM message
              WHERE key BETWEEN ?3 AND ?4 AND state = 1)
         WHERE campaign = ?1 AND number = ?2",
    )?
    .execute(params![campaign.get(), chunk, keys.start(), keys.end()])?;
    Ok(())
}

/// What is still submitted becomes uncertain.
pub(super) fn give_up(writing: &Writing<'_>, ids: &[WireId], at: Timestamp) -> Result<(), StoreError> {
    let db = writing.db;
    let mut moves = Moves::default();
    for id in ids {
        let standing = ledger::current(db, *id)?;
        let Some(standing) = standing.filter(|standing| standing.state == MessageState::Submitted) else {
            continue;
        };
        let change = Move { from: standing.state, to: MessageState::Uncertain, reason: None, at };
        ledger::settle(db, &mut moves, *id, &standing, change)?;
    }
    moves.write(writing)
}
