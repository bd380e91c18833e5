//! Before and after a hand-over: texts are kept, and what became of them is recorded.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Timestamp;
use domain::campaign::CampaignState;
use domain::message::{MessageState, WireId};
use mongodb::ClientSession;
use mongodb::bson::{Bson, Document, RawDocumentBuf, doc, rawdoc};

use super::lease::{self, Held, Place};
use crate::codes::Coded;
use crate::mongo::collections::MESSAGES;
use crate::mongo::ledger::{self, Change, Moves, Standing, Standings, chunk_of};
use crate::mongo::{MongoStore, bulk};
use crate::{Fate, Handed, Kept, Prepared, StoreError};

/// Keeps texts and skips. After this, and not before, messages may be handed over.
pub(super) async fn prepare(
    store: &MongoStore,
    session: &mut ClientSession,
    at: Place,
    prepared: &[Prepared],
    ttl: Duration,
) -> Result<Vec<WireId>, StoreError> {
    let until = doc! { "leasedUntil": lease::until(store, ttl) };
    let held = at.enter(store, &mut *session, until).await?;
    // Somebody may have paused or cancelled since the messages were read.
    if held.state != CampaignState::Sending {
        return Err(StoreError::WrongState);
    }
    let ids = prepared.iter().map(|prepared| match prepared {
        Prepared::Keep(id, _) | Prepared::Skip(id, _) | Prepared::Await(id) => *id,
    });
    let mut standings = of_chunk(store, &mut *session, at, ids).await?;
    let now = store.now();
    let (mut texts, mut moves) = (Vec::new(), Moves::of(at.workspace));
    let mut kept = Vec::with_capacity(prepared.len());
    let mut awaited = false;
    for prepared in prepared {
        match prepared {
            Prepared::Keep(id, text) => {
                let Some(standing) = pending(&mut standings, *id) else { continue };
                kept.push(*id);
                // The first text of an attempt stays: a retry must not differ.
                if standing.text_of != Some(id.attempt) {
                    standing.text_of = Some(id.attempt);
                    texts.push(keep(at, *id, text)?);
                }
            }
            Prepared::Skip(id, reason) => {
                let Some(standing) = pending(&mut standings, *id) else { continue };
                let reason = Some(reason.as_str());
                let change = Change { from: standing.state, to: MessageState::Skipped, reason, at: now };
                standing.state = change.to;
                moves.one(*id, change);
            }
            Prepared::Await(id) => {
                let Some(standing) = pending(&mut standings, *id) else { continue };
                let change =
                    Change { from: standing.state, to: MessageState::Submitted, reason: None, at: now };
                standing.state = change.to;
                moves.one(*id, change);
                awaited = true;
            }
        }
    }
    if awaited {
        await_receipts(&mut moves, at, &held, now);
    }
    bulk::run_updates(&store.db, &mut *session, MESSAGES, &texts).await?;
    moves.write(store, session).await?;
    Ok(kept)
}

/// Where messages of the leased chunk stand. With a lease no other can be touched.
async fn of_chunk(
    store: &MongoStore,
    session: &mut ClientSession,
    at: Place,
    ids: impl Iterator<Item = WireId>,
) -> Result<Standings, StoreError> {
    let mut ordinals = Vec::new();
    for WireId { message, .. } in ids {
        if message.campaign != at.campaign || chunk_of(message.ordinal) != at.chunk {
            return Err(StoreError::Fenced);
        }
        ordinals.push(message.ordinal);
    }
    ordinals.sort_unstable();
    ordinals.dedup();
    ledger::standings(store, session, at.workspace, at.campaign, &ordinals).await
}

/// A message that nothing has changed meanwhile.
fn pending(standings: &mut Standings, id: WireId) -> Option<&mut Standing> {
    standings.current(id).filter(|standing| standing.state == MessageState::Pending)
}

/// The statement that keeps a text.
fn keep(at: Place, id: WireId, text: &Kept) -> Result<RawDocumentBuf, StoreError> {
    let filter = rawdoc! {
        "_id": id.message.to_string(),
        "w": at.workspace.get(),
        "c": at.campaign.get(),
        "attempt": i64::from(id.attempt),
        "state": MessageState::Pending.code(),
    };
    let set = doc! {
        "textOf": i64::from(id.attempt),
        "to": &text.to,
        "name": &text.name,
        "body": &text.body,
    };
    let texts = [("subject", &text.subject), ("html", &text.html)];
    let update = bulk::set_or_unset(set, texts.map(|(field, text)| (field, text.as_deref().map(Bson::from))));
    Ok(bulk::update(&filter, &bulk::raw(&update)?))
}

/// Records how hand-overs ended.
pub(super) async fn record(
    store: &MongoStore,
    session: &mut ClientSession,
    at: Place,
    handed: &[Handed],
) -> Result<(), StoreError> {
    let held = at.enter(store, &mut *session, doc! {}).await?;
    let mut standings = of_chunk(store, &mut *session, at, handed.iter().map(|handed| handed.id)).await?;
    let now = store.now();
    let mut moves = Moves::of(at.workspace);
    let mut retries: BTreeMap<u32, Again> = BTreeMap::new();
    let mut submitted = false;
    for Handed { id, fate } in handed {
        // A receipt can be faster than the answer to the hand-over.
        let Some(standing) = pending(&mut standings, *id) else { continue };
        let (to, reason) = match fate {
            Fate::Retry(not_before) => {
                retries.insert(id.message.ordinal, (id.attempt, *not_before, true));
                continue;
            }
            Fate::Untaken(not_before) => {
                retries.insert(id.message.ordinal, (id.attempt, *not_before, false));
                continue;
            }
            Fate::Submitted => (MessageState::Submitted, None),
            Fate::Rejected(reason) => (MessageState::Failed, Some(reason.as_str())),
        };
        submitted |= to == MessageState::Submitted;
        let change = Change { from: standing.state, to, reason, at: now };
        standing.state = to;
        retries.remove(&id.message.ordinal);
        moves.one(*id, change);
    }
    if submitted {
        await_receipts(&mut moves, at, &held, now);
    }
    retry(store, &mut *session, at, retries).await?;
    moves.write(store, session).await
}

/// Receipts of the chunk are awaited from now on, or since before.
pub(super) fn await_receipts(moves: &mut Moves, at: Place, held: &Held, now: Timestamp) {
    let since = held.awaiting_since.filter(|_| held.submitted > 0).unwrap_or_else(|| now.millis());
    moves.set(at.campaign, at.chunk, doc! { "askAfter": 0_i64, "awaitingSince": since });
}

/// Which attempt is tried again, when, and whether its text stays.
type Again = (u16, Timestamp, bool);

/// Notes when messages are to be tried again.
async fn retry(
    store: &MongoStore,
    session: &mut ClientSession,
    at: Place,
    retries: BTreeMap<u32, Again>,
) -> Result<(), StoreError> {
    let mut alike: BTreeMap<Again, Vec<u32>> = BTreeMap::new();
    for (ordinal, retry) in retries {
        alike.entry(retry).or_default().push(ordinal);
    }
    let mut statements = Vec::new();
    for ((attempt, not_before, stays), ordinals) in alike {
        let only = doc! { "state": MessageState::Pending.code(), "attempt": i64::from(attempt) };
        let mut update = doc! { "$set": { "retryAt": not_before.millis() } };
        if !stays {
            let text = ["textOf", "to", "name", "subject", "body", "html"];
            update.insert(
                "$unset",
                text.into_iter().map(|field| (field.to_owned(), "".into())).collect::<Document>(),
            );
        }
        ledger::write_alike(&mut statements, at.workspace, at.campaign, &ordinals, &only, &update)?;
    }
    bulk::run_updates(&store.db, session, MESSAGES, &statements).await?;
    Ok(())
}
