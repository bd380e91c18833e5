//! Receipts that are late.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::message::{MessageKey, MessageState, WireId};
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Bson, Document, RawDocument, RawDocumentBuf, doc};

use crate::codes::Coded;
use crate::mongo::collections::{CAMPAIGNS, CHUNKS, MESSAGES};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all, all_within};
use crate::mongo::ledger::{self, CHUNK, Change, Moves, chunk_key, chunk_of, number};
use crate::mongo::transaction::transact;
use crate::mongo::{MongoStore, bulk};
use crate::reading::time;
use crate::{Overdue, StoreError};

/// One transaction changes no more chunks: the more it takes, the more often it meets whoever else writes them.
const CHUNKS_AT_ONCE: usize = 20;

/// Submitted messages whose receipt is late, oldest first. Chunks say since when one of theirs may be; only those
/// are looked into.
pub(super) async fn overdue(
    store: &MongoStore,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Overdue>, StoreError> {
    let (now, limit) = (store.now(), limit as usize);
    let mut chunks = store
        .collection(CHUNKS)
        .find(doc! {
            "submitted": { "$gt": 0 },
            "awaitingSince": { "$lt": before.millis() },
            "askAfter": { "$lte": now.millis() },
        })
        .sort(doc! { "awaitingSince": 1 })
        .projection(doc! { "w": 1, "c": 1, "n": 1, "awaitingSince": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    let mut found: Vec<Overdue> = Vec::new();
    while chunks.advance().await? {
        let chunk = chunks.current();
        let since = chunk.time("awaitingSince")?;
        if found.len() >= limit {
            found.sort_by_key(|late| (late.submitted_at, late.id));
            found.truncate(limit);
            // Nothing in this chunk, nor in those behind it, is older than what was found.
            if found.last().is_none_or(|last| last.submitted_at <= since) {
                break;
            }
        }
        let place = (chunk.id("w")?, chunk.id("c")?, number(chunk.int("n")?)?);
        in_chunk(store, place, before, now, &mut found).await?;
    }
    found.sort_by_key(|late| (late.submitted_at, late.id));
    found.truncate(limit);
    Ok(found)
}

async fn in_chunk(
    store: &MongoStore,
    (workspace, campaign, chunk): (WorkspaceId, CampaignId, u32),
    before: Timestamp,
    now: Timestamp,
    found: &mut Vec<Overdue>,
) -> Result<(), StoreError> {
    let mut late = submitted(workspace, campaign, chunk);
    late.insert("submittedAt", doc! { "$lt": before.millis() });
    // Absent where nobody has asked yet.
    late.insert("askAfter", doc! { "$not": { "$gt": now.millis() } });
    let messages = store
        .collection(MESSAGES)
        .find(late)
        .projection(doc! { "_id": 0, "o": 1, "attempt": 1, "submittedAt": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    let read = |message: &RawDocument| -> Result<Overdue, StoreError> {
        let key = MessageKey { campaign, ordinal: number(message.int("o")?)? };
        let id = WireId { message: key, attempt: number(message.int("attempt")?)? };
        Ok(Overdue { workspace, id, submitted_at: message.time("submittedAt")? })
    };
    found.extend(all(messages, read).await?);
    Ok(())
}

/// Finds the messages of a chunk whose receipt is awaited.
fn submitted(workspace: WorkspaceId, campaign: CampaignId, chunk: u32) -> Document {
    let first = chunk.saturating_mul(CHUNK);
    let mut messages = ledger::places(workspace, campaign, first, first.saturating_add(CHUNK - 1));
    messages.insert("state", MessageState::Submitted.code());
    messages
}

/// Messages of some chunks of a workspace.
#[derive(Debug)]
struct Portion {
    workspace: WorkspaceId,
    chunks: BTreeSet<(CampaignId, u32)>,
    ids: Vec<WireId>,
}

/// Sorts ids into portions for a transaction each, the ids of one campaign in the order of their places. Ids of unknown
/// campaigns are left out.
async fn portions(store: &MongoStore, ids: &[WireId]) -> Result<Vec<Portion>, StoreError> {
    let campaigns: BTreeSet<_> = ids.iter().map(|id| id.message.campaign.get()).collect();
    let filter = doc! { "_id": { "$in": campaigns.into_iter().collect::<Vec<_>>() } };
    let owners =
        store.collection(CAMPAIGNS).find(filter).projection(doc! { "w": 1 }).max_time(ANSWER_WITHIN).await?;
    let owners: HashMap<CampaignId, WorkspaceId> =
        all(owners, |campaign| Ok((campaign.id("_id")?, campaign.id("w")?))).await?.into_iter().collect();
    let mut by_workspace: BTreeMap<WorkspaceId, BTreeSet<WireId>> = BTreeMap::new();
    for id in ids {
        if let Some(owner) = owners.get(&id.message.campaign) {
            by_workspace.entry(*owner).or_default().insert(*id);
        }
    }
    let mut portions: Vec<Portion> = Vec::new();
    for (workspace, ids) in by_workspace {
        portions.push(Portion { workspace, chunks: BTreeSet::new(), ids: Vec::new() });
        for id in ids {
            let chunk = (id.message.campaign, chunk_of(id.message.ordinal));
            if let Some(last) = portions.last()
                && last.chunks.len() == CHUNKS_AT_ONCE
                && !last.chunks.contains(&chunk)
            {
                portions.push(Portion { workspace, chunks: BTreeSet::new(), ids: Vec::new() });
            }
            if let Some(last) = portions.last_mut() {
                last.chunks.insert(chunk);
                last.ids.push(id);
            }
        }
    }
    Ok(portions)
}

/// Notes that the vendor was asked.
pub(super) async fn asked(
    store: &MongoStore,
    ids: &[WireId],
    ask_again: Timestamp,
) -> Result<(), StoreError> {
    for portion in portions(store, ids).await? {
        transact!(store, |session| note_asked(store, session, &portion, ask_again))?;
    }
    Ok(())
}

async fn note_asked(
    store: &MongoStore,
    session: &mut ClientSession,
    portion: &Portion,
    ask_again: Timestamp,
) -> Result<(), StoreError> {
    let Portion { workspace, chunks, ids } = portion;
    ledger::take(store, &mut *session, *workspace, chunks).await?;
    let mut alike: BTreeMap<(CampaignId, u16), Vec<u32>> = BTreeMap::new();
    for WireId { message, attempt } in ids {
        alike.entry((message.campaign, *attempt)).or_default().push(message.ordinal);
    }
    let mut statements = Vec::new();
    for ((campaign, attempt), ordinals) in alike {
        let only = doc! { "state": MessageState::Submitted.code(), "attempt": i64::from(attempt) };
        let update = doc! { "$set": { "askAfter": ask_again.millis() } };
        ledger::write_alike(&mut statements, *workspace, campaign, &ordinals, &only, &update)?;
    }
    bulk::run_updates(&store.db, &mut *session, MESSAGES, &statements).await?;
    let mut statements = Vec::new();
    for (campaign, chunk) in chunks {
        statements.push(bound(store, &mut *session, *workspace, *campaign, *chunk).await?);
    }
    bulk::run_updates(&store.db, session, CHUNKS, &statements).await?;
    Ok(())
}

/// The statement that makes a chunk's bounds tight again, so that it is not looked into in vain.
async fn bound(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    campaign: CampaignId,
    chunk: u32,
) -> Result<RawDocumentBuf, StoreError> {
    let pipeline = [
        doc! { "$match": submitted(workspace, campaign, chunk) },
        doc! { "$group": {
            "_id": Bson::Null,
            "since": { "$min": "$submittedAt" },
            "ask": { "$min": { "$ifNull": ["$askAfter", 0_i64] } },
        } },
    ];
    let found = store
        .collection(MESSAGES)
        .aggregate(pipeline)
        .with_type::<RawDocumentBuf>()
        .session(&mut *session)
        .await?;
    let found = all_within(session, found, |bounds| Ok((bounds.time("since")?, time(bounds.int("ask")?)?)));
    let update = if let Some((since, ask)) = found.await?.first() {
        doc! { "$set": { "awaitingSince": since.millis(), "askAfter": ask.millis() } }
    } else {
        doc! { "$unset": { "awaitingSince": "", "askAfter": "" } }
    };
    let mut filter = ledger::campaign_chunks(workspace, campaign);
    filter.insert("_id", chunk_key(campaign, chunk));
    Ok(bulk::update(&bulk::raw(&filter)?, &bulk::raw(&update)?))
}

/// What is still submitted becomes uncertain.
pub(super) async fn give_up(store: &MongoStore, ids: &[WireId], at: Timestamp) -> Result<(), StoreError> {
    for portion in portions(store, ids).await? {
        transact!(store, |session| settle_uncertain(store, session, &portion, at))?;
    }
    Ok(())
}

async fn settle_uncertain(
    store: &MongoStore,
    session: &mut ClientSession,
    portion: &Portion,
    at: Timestamp,
) -> Result<(), StoreError> {
    let Portion { workspace, chunks, ids } = portion;
    ledger::take(store, &mut *session, *workspace, chunks).await?;
    let mut moves = Moves::of(*workspace);
    for ids in ids.chunk_by(|a, b| a.message.campaign == b.message.campaign) {
        let Some(first) = ids.first() else { continue };
        let mut ordinals: Vec<_> = ids.iter().map(|id| id.message.ordinal).collect();
        ordinals.dedup();
        let mut standings =
            ledger::standings(store, &mut *session, *workspace, first.message.campaign, &ordinals).await?;
        for id in ids {
            let standing = standings.current(*id);
            let Some(standing) = standing.filter(|standing| standing.state == MessageState::Submitted) else {
                continue;
            };
            let change = Change { from: standing.state, to: MessageState::Uncertain, reason: None, at };
            standing.state = change.to;
            moves.one(*id, change);
        }
    }
    moves.write(store, session).await
}
