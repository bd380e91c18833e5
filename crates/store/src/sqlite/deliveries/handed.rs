//! Before and after a hand-over: texts are kept, and what became of them is recorded.

use std::time::Duration;

use domain::Timestamp;
use domain::campaign::CampaignState;
use domain::message::{MessageState, WireId};
use rusqlite::{Connection, params};

use super::lease::{self, Place};
use crate::sqlite::ledger::{self, Move, Moves, Standing};
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
    let mut awaited = false;
    for prepared in prepared {
        match prepared {
            Prepared::Keep(id, text) => {
                if let Some(standing) = pending(db, at, *id)? {
                    keep(db, &standing, text)?;
                    kept.push(*id);
                }
            }
            Prepared::Skip(id, reason) => {
                if let Some(standing) = pending(db, at, *id)? {
                    let reason = moves.intern_skip(db, *reason)?;
                    let change = Move {
                        from: standing.state,
                        to: MessageState::Skipped,
                        reason: Some(reason),
                        at: writing.now,
                    };
                    ledger::settle(db, &mut moves, *id, &standing, change)?;
                }
            }
            Prepared::Await(id) => {
                if let Some(standing) = pending(db, at, *id)? {
                    submit(writing, &standing)?;
                    moves.note(at.campaign, at.chunk, submitted(&standing, writing.now), 1);
                    awaited = true;
                }
            }
        }
    }
    if awaited {
        await_receipts(writing, at)?;
    }
    moves.write(writing)?;
    lease::prolong(writing, at, ttl)?;
    Ok(kept)
}

/// A message of the leased chunk that nothing has change meanwhile.
fn pending(db: &Connection, at: Place, id: WireId) -> Result<Option<Standing>, StoreError> {
    let leased = id.message.campaign == at.campaign && ledger::chunk_of(id.message.ordinal) == at.chunk;
    if !leased {
        return Err(StoreError::Fenced);
    }
    Ok(ledger::current(db, id)?.filter(|standing| standing.state == MessageState::Pending))
}

/// The first text of an attempt stays: a retry must not differ.
fn keep(db: &Connection, standing: &Standing, text: &Kept) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO rendered (key, attempt, address, customer_name, subject, body, html)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET attempt = excluded.attempt, address = excluded.address,
             customer_name = excluded.customer_name, subject = excluded.subject, body = excluded.body,
             html = excluded.html
         WHERE rendered.attempt <> excluded.attempt",
    )?
    .execute(params![
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
    let mut awaited = false;
    for Handed { id, fate } in handed {
        // A receipt can be faster than the answer to the hand-over.
        let Some(standing) = pending(db, at, *id)? else { continue };
        match fate {
            Fate::Submitted => {
                submit(writing, &standing)?;
                moves.note(at.campaign, at.chunk, submitted(&standing, writing.now), 1);
                awaited = true;
            }
            Fate::Rejected(reason) => {
                let reason = moves.intern(db, reason)?;
                let change = Move {
                    from: standing.state,
                    to: MessageState::Failed,
                    reason: Some(reason),
                    at: writing.now,
                };
                ledger::settle(db, &mut moves, *id, &standing, change)?;
            }
            Fate::Retry(not_before) => retry(db, &standing, *not_before)?,
            Fate::Untaken(not_before) => {
                retry(db, &standing, *not_before)?;
                db.prepare_cached("DELETE FROM rendered WHERE key = ?1")?.execute([standing.key])?;
            }
        }
    }
    if awaited {
        await_receipts(writing, at)?;
    }
    moves.write(writing)
}

fn submitted(standing: &Standing, at: Timestamp) -> Move {
    Move { from: standing.state, to: MessageState::Submitted, reason: None, at }
}

fn submit(writing: &Writing<'_>, standing: &Standing) -> Result<(), StoreError> {
    writing
        .db
        .prepare_cached(
            "UPDATE message SET state = 1, submitted_at = ?2, changed_at = ?2, retry_at = NULL, ask_after = NULL
             WHERE key = ?1",
        )?
        .execute([standing.key, writing.now.millis()])?;
    Ok(())
}

fn retry(db: &Connection, standing: &Standing, not_before: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE message SET retry_at = ?2 WHERE key = ?1")?
        .execute([standing.key, not_before.millis()])?;
    Ok(())
}

/// Receipts of the chunk are awaited from now on, or since before; the counter still says what it did before this
/// hand-over.
pub(super) fn await_receipts(writing: &Writing<'_>, at: Place) -> Result<(), StoreError> {
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
