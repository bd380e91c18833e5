//! Before and after a hand-over: texts are kept, and what became of them is recorded.

use std::time::Duration;

use domain::Timestamp;
use domain::campaign::CampaignState;
use domain::message::{MessageState, WireId};
use rusqlite::{CachedStatement, Connection, params};

use super::lease::{self, Place};
use crate::sqlite::ledger::{self, Move, Moves, Standing, Standings};
use crate::sqlite::writer::Writing;
use crate::{Fate, Handed, Kept, Prepared, StoreError};

/// Keeps texts and skips. After this, and not before, messages may be handed over.
pub(super) fn prepare(
    writing: &Writing<'_>,
    at: Place,
    prepared: &[Prepared],
    ttl: Duration,
) -> Result<Vec<WireId>, StoreError> {
    let db = writing.db;
    // Somebody may have paused or cancelled since the messages were read.
    if at.check(db)? != CampaignState::Sending {
        return Err(StoreError::WrongState);
    }
    let mut moves = Moves::default();
    let mut kept = Vec::with_capacity(prepared.len());
    let mut standings = leased(db, at, prepared.iter().map(Prepared::id))?;
    let mut settling = ledger::settling(db)?;
    let mut keeping = keeping(db)?;
    let mut awaited = Vec::new();
    for prepared in prepared {
        let Some(standing) = pending(&mut standings, prepared.id()) else { continue };
        match prepared {
            Prepared::Keep(id, text) => {
                keep(&mut keeping, standing, text)?;
                kept.push(*id);
            }
            Prepared::Skip(id, reason) => {
                let change = Move {
                    from: standing.state,
                    to: MessageState::Skipped,
                    reason: Some(moves.intern_skip(db, *reason)?),
                    at: writing.now,
                };
                ledger::settle_by(&mut settling, &mut moves, *id, standing, change)?;
                standing.state = change.to;
            }
            Prepared::Await(_) => {
                standing.state = MessageState::Submitted;
                awaited.push(standing.key);
            }
        }
    }
    submit(writing, at, &mut moves, awaited)?;
    moves.write(writing)?;
    lease::prolong(writing, at, ttl)?;
    Ok(kept)
}

/// Where messages of the leased chunk stand, which are all that may be named here.
fn leased(
    db: &Connection,
    at: Place,
    ids: impl Iterator<Item = WireId> + Clone,
) -> Result<Standings, StoreError> {
    let ours =
        |id: WireId| id.message.campaign == at.campaign && ledger::chunk_of(id.message.ordinal) == at.chunk;
    if !ids.clone().all(ours) {
        return Err(StoreError::Fenced);
    }
    match (ids.clone().min(), ids.max()) {
        (Some(first), Some(last)) => Standings::read(db, first.message, last.message),
        _ => Ok(Standings::default()),
    }
}

/// A message of the leased chunk that nothing has changed meanwhile.
fn pending(standings: &mut Standings, id: WireId) -> Option<&mut Standing> {
    standings.current(id).filter(|standing| standing.state == MessageState::Pending)
}

/// The first text of an attempt stays: a retry must not differ.
fn keeping(db: &Connection) -> Result<CachedStatement<'_>, StoreError> {
    Ok(db.prepare_cached(
        "INSERT INTO rendered (key, attempt, address, customer_name, subject, body, html)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET attempt = excluded.attempt, address = excluded.address,
             customer_name = excluded.customer_name, subject = excluded.subject, body = excluded.body,
             html = excluded.html
         WHERE rendered.attempt <> excluded.attempt",
    )?)
}

fn keep(keeping: &mut CachedStatement<'_>, standing: &Standing, text: &Kept) -> Result<(), StoreError> {
    keeping.execute(params![
        standing.key,
        standing.attempt,
        text.to,
        text.name,
        text.subject,
        text.body,
        text.html
    ])?;
    Ok(())
}

/// Records how hand-overs ended.
pub(super) fn record(writing: &Writing<'_>, at: Place, handed: &[Handed]) -> Result<(), StoreError> {
    let db = writing.db;
    at.check(db)?;
    let mut moves = Moves::default();
    let mut standings = leased(db, at, handed.iter().map(|handed| handed.id))?;
    let mut taken = Vec::with_capacity(handed.len());
    for Handed { id, fate } in handed {
        // A receipt can be faster than the answer to the hand-over.
        let Some(standing) = pending(&mut standings, *id) else { continue };
        match fate {
            Fate::Submitted => {
                standing.state = MessageState::Submitted;
                taken.push(standing.key);
            }
            Fate::Rejected(reason) => {
                let reason = moves.intern(db, reason)?;
                let change = Move {
                    from: standing.state,
                    to: MessageState::Failed,
                    reason: Some(reason),
                    at: writing.now,
                };
                ledger::settle(db, &mut moves, *id, standing, change)?;
                standing.state = change.to;
            }
            Fate::Retry(not_before) => retry(db, standing, *not_before)?,
            Fate::Untaken(not_before) => {
                retry(db, standing, *not_before)?;
                db.prepare_cached("DELETE FROM rendered WHERE key = ?1")?.execute([standing.key])?;
            }
        }
    }
    submit(writing, at, &mut moves, taken)?;
    moves.write(writing)
}

/// Moves pending messages of the chunk to submitted: their receipts are awaited. Those that lie together move together.
pub(super) fn submit(
    writing: &Writing<'_>,
    at: Place,
    moves: &mut Moves,
    mut keys: Vec<i64>,
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    keys.sort_unstable();
    let mut update = writing.db.prepare_cached(
        "UPDATE message SET state = 1, submitted_at = ?3, changed_at = ?3, retry_at = NULL, ask_after = NULL
         WHERE key BETWEEN ?1 AND ?2",
    )?;
    for together in keys.chunk_by(|one, next| one + 1 == *next) {
        if let [first, ..] = together {
            update.execute([*first, first + together.len() as i64 - 1, writing.now.millis()])?;
        }
    }
    let change =
        Move { from: MessageState::Pending, to: MessageState::Submitted, reason: None, at: writing.now };
    moves.note(at.campaign, at.chunk, change, keys.len() as i64);
    await_receipts(writing, at)
}

fn retry(db: &Connection, standing: &Standing, not_before: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET retry_at = ?2 WHERE key = ?1")?
        .execute([standing.key, not_before.millis()])?;
    Ok(())
}

/// Receipts of the chunk are awaited from now on, or since before; the counter still says what it did before this
/// hand-over.
fn await_receipts(writing: &Writing<'_>, at: Place) -> Result<(), StoreError> {
    writing
        .db
        .prepare_cached(
            "UPDATE chunk SET ask_after = 0,
                 awaiting_since = CASE WHEN submitted = 0 THEN ?3 ELSE coalesce(awaiting_since, ?3) END
             WHERE campaign = ?1 AND number = ?2",
        )?
        .execute(params![at.campaign.get(), at.chunk, writing.now.millis()])?;
    Ok(())
}
