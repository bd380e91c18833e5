//! The right to a chunk, for a while, by the server's clock: `$$NOW`, which servers since 4.2 know within an update and
//! in a question.

use std::time::Duration;

use domain::campaign::CampaignState;
use domain::message::MessageState;
use domain::{CampaignId, Channel, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Bson, Document, RawDocument, RawDocumentBuf, doc};
use mongodb::options::ReturnDocument;

use crate::codes::Coded;
use crate::mongo::MongoStore;
use crate::mongo::accounts::workspace;
use crate::mongo::campaigns::{self, of_campaign, rows};
use crate::mongo::collections::{CAMPAIGNS, CHUNKS, MESSAGES};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::mongo::ledger::{self, CHUNK, chunk_key};
use crate::reading::{corrupt, time};
use crate::{Lease, StoreError};

/// Where a lease holds, and which it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) workspace: WorkspaceId,
    pub(super) campaign: CampaignId,
    pub(super) chunk: u32,
    token: i64,
}

/// A leased chunk and its campaign, as far as working on it needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    /// The state of the campaign.
    pub(super) state: CampaignState,
    pub(super) channel: Channel,
    pub(super) expanded: bool,
    pub(super) submitted: i64,
    /// A bound from below, in milliseconds.
    pub(super) awaiting_since: Option<i64>,
}

impl Place {
    pub(super) fn of(lease: &Lease) -> Self {
        Self {
            workspace: lease.workspace.id,
            campaign: lease.campaign.id,
            chunk: lease.chunk,
            token: lease.token,
        }
    }

    /// The chunk, if the lease still holds. One that has run out holds until somebody else takes the chunk.
    fn key(&self) -> Document {
        doc! {
            "_id": chunk_key(self.campaign, self.chunk),
            "w": self.workspace.get(),
            "c": self.campaign.get(),
            "token": self.token,
        }
    }

    /// The first place of the chunk, and the last.
    pub(super) fn places(&self) -> (u32, u32) {
        let first = self.chunk.saturating_mul(CHUNK);
        (first, first.saturating_add(CHUNK - 1))
    }

    /// Finds the messages of the chunk in a state.
    pub(super) fn messages(&self, state: MessageState) -> Document {
        let (first, last) = self.places();
        let mut messages = ledger::places(self.workspace, self.campaign, first, last);
        messages.insert("state", state.code());
        messages
    }

    /// How chunk and campaign stand, if the lease holds.
    pub(super) async fn look(&self, store: &MongoStore) -> Result<Held, StoreError> {
        let chunk = store
            .collection(CHUNKS)
            .find_one(self.key())
            .projection(looked_at())
            .max_time(ANSWER_WITHIN)
            .await?
            .ok_or(StoreError::Fenced)?;
        let campaign = store.campaign_row(self.workspace, self.campaign).await?;
        held(&chunk, &campaign.ok_or(StoreError::Fenced)?)
    }

    /// Begins the transaction of whoever holds the lease: takes the chunk, so that nobody else changes it until this
    /// ends, and gives it new values.
    pub(super) async fn enter(
        &self,
        store: &MongoStore,
        session: &mut ClientSession,
        set: Document,
    ) -> Result<Held, StoreError> {
        // Without a change nothing would be taken.
        let mut update = doc! { "$inc": { "changes": 1_i64 } };
        if !set.is_empty() {
            update.insert("$set", set);
        }
        let chunk = store
            .collection(CHUNKS)
            .find_one_and_update(self.key(), update)
            .projection(looked_at())
            .return_document(ReturnDocument::After)
            .session(&mut *session)
            .await?
            .ok_or(StoreError::Fenced)?;
        let campaign = store
            .collection(CAMPAIGNS)
            .find_one(campaigns::key(self.workspace, self.campaign))
            .projection(doc! { "state": 1, "channel": 1 })
            .session(session)
            .await?;
        held(&chunk, &campaign.ok_or(StoreError::Fenced)?)
    }
}

fn looked_at() -> Document {
    doc! { "expanded": 1, "submitted": 1, "awaitingSince": 1 }
}

fn held(chunk: &RawDocument, campaign: &RawDocument) -> Result<Held, StoreError> {
    Ok(Held {
        state: campaign.word("state")?,
        channel: campaign.word("channel")?,
        expanded: chunk.flag("expanded")?,
        submitted: chunk.int("submitted")?,
        awaiting_since: chunk.maybe_int("awaitingSince")?,
    })
}

/// A campaign that may have something to hand over, or to skip.
struct Open {
    id: CampaignId,
    workspace: WorkspaceId,
    cancelled: bool,
    turn: i64,
    /// How often messages of it were let go out once more.
    resends: Option<i64>,
}

/// All of them, whoever was served longest ago first.
async fn open(store: &MongoStore) -> Result<Vec<Open>, StoreError> {
    let states = [CampaignState::Sending.code(), CampaignState::Cancelled.code()];
    let campaigns = store
        .collection(CAMPAIGNS)
        .find(doc! { "turn": { "$gt": 0 }, "state": { "$in": states.as_slice() } })
        .sort(doc! { "turn": 1 })
        .projection(doc! { "w": 1, "state": 1, "turn": 1, "resends": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    let read = |campaign: &RawDocument| -> Result<Open, StoreError> {
        Ok(Open {
            id: campaign.id("_id")?,
            workspace: campaign.id("w")?,
            cancelled: campaign.word::<CampaignState>("state")? == CampaignState::Cancelled,
            turn: campaign.int("turn")?,
            resends: campaign.maybe_int("resends")?,
        })
    };
    all(campaigns, read).await
}

/// Takes the right to the next chunk: of the campaign that was served longest ago, the first that is due.
pub(super) async fn take(
    store: &MongoStore,
    holder: &str,
    ttl: Duration,
) -> Result<Option<Lease>, StoreError> {
    let open = open(store).await?;
    let turn = open.iter().map(|campaign| campaign.turn).max().unwrap_or_default() + 1;
    for campaign in &open {
        let Some(chunk) = seize(store, campaign, holder, ttl).await? else {
            close(store, campaign).await?;
            continue;
        };
        let chunk_number = u32::try_from(chunk.int("n")?).map_err(|error| corrupt(error.to_string()))?;
        let at = Place {
            workspace: campaign.workspace,
            campaign: campaign.id,
            chunk: chunk_number,
            token: chunk.int("token")?,
        };
        if let Some(lease) = lease(store, at).await? {
            let mut served = campaigns::key(campaign.workspace, campaign.id);
            // Not if somebody has closed it meanwhile.
            served.insert("turn", doc! { "$gt": 0 });
            store.collection(CAMPAIGNS).update_one(served, doc! { "$max": { "turn": turn } }).await?;
            return Ok(Some(lease));
        }
        // Paused just now.
        give_back(store, at, doc! {}).await?;
    }
    Ok(None)
}

/// Takes the first chunk of a campaign that is due. What is cancelled need not wait for the time it was to be tried
/// again.
async fn seize(
    store: &MongoStore,
    campaign: &Open,
    holder: &str,
    ttl: Duration,
) -> Result<Option<RawDocumentBuf>, StoreError> {
    let mut due = vec![doc! { "$lte": ["$leasedUntil", now()] }];
    if !campaign.cancelled {
        due.push(doc! { "$lte": ["$dueAt", now()] });
    }
    let mut filter = pending(campaign.workspace, campaign.id);
    filter.insert("$expr", doc! { "$and": due });
    let lease = doc! {
        "token": { "$add": ["$token", 1_i64] },
        "leasedUntil": { "$add": [now(), millis(ttl)] },
        "holder": { "$literal": holder },
    };
    let seized = store
        .collection(CHUNKS)
        .find_one_and_update(filter, vec![doc! { "$set": lease }])
        .sort(doc! { "n": 1 })
        .projection(doc! { "n": 1, "token": 1 })
        .return_document(ReturnDocument::After)
        .max_time(ANSWER_WITHIN)
        .await?;
    Ok(seized)
}

/// Chunks of a campaign that have something to hand over, now or later.
fn pending(workspace: WorkspaceId, campaign: CampaignId) -> Document {
    let mut pending = ledger::campaign_chunks(workspace, campaign);
    pending.insert("pending", doc! { "$gt": 0 });
    pending
}

/// The clock of the server, in milliseconds.
fn now() -> Bson {
    doc! { "$toLong": "$$NOW" }.into()
}

fn millis(duration: Duration) -> i64 {
    // Far below the end of the numbers, so that adding an instant stays within.
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX).min(i64::MAX / 4)
}

/// Leaves a campaign out from now on if nothing of it is pending: then nothing will be, unless a person resends it, and
/// then it counts as open again.
async fn close(store: &MongoStore, campaign: &Open) -> Result<(), StoreError> {
    let left = store
        .collection(CHUNKS)
        .find_one(pending(campaign.workspace, campaign.id))
        .projection(doc! { "_id": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    if left.is_none() {
        let mut closed = campaigns::key(campaign.workspace, campaign.id);
        closed.insert("resends", campaign.resends.map_or(Bson::Null, Bson::from));
        store.collection(CAMPAIGNS).update_one(closed, doc! { "$unset": { "turn": "" } }).await?;
    }
    Ok(())
}

/// The lease of a chunk that was seized; `None` if the campaign is not sending any more, nor has anything to skip.
async fn lease(store: &MongoStore, at: Place) -> Result<Option<Lease>, StoreError> {
    let gone = || corrupt(format!("campaign {} without a workspace", at.campaign));
    let campaign = store.campaign_row(at.workspace, at.campaign).await?.ok_or_else(gone)?;
    let state: CampaignState = campaign.word("state")?;
    if !matches!(state, CampaignState::Sending | CampaignState::Cancelled) {
        return Ok(None);
    }
    let counted = of_campaign(store, at.workspace, &campaign).await?;
    Ok(Some(Lease {
        workspace: workspace(store, at.workspace).await?.ok_or_else(gone)?,
        campaign: rows::campaign(&campaign, counted)?,
        chunk: at.chunk,
        token: at.token,
    }))
}

/// Makes a lease last so long from now.
pub(super) async fn prolong(store: &MongoStore, at: Place, ttl: Duration) -> Result<(), StoreError> {
    let until = doc! { "leasedUntil": { "$add": [now(), millis(ttl)] } };
    let prolonged = store.collection(CHUNKS).update_one(at.key(), vec![doc! { "$set": until }]).await?;
    if prolonged.matched_count == 0 { Err(StoreError::Fenced) } else { Ok(()) }
}

/// When a lease that is prolonged now, within a transaction, runs out.
pub(super) fn until(store: &MongoStore, ttl: Duration) -> i64 {
    store.now().millis().saturating_add(millis(ttl))
}

/// Ends every lease of a chunk that has something left.
pub(super) async fn end_all(store: &MongoStore) -> Result<(), StoreError> {
    let held = doc! { "pending": { "$gt": 0 }, "leasedUntil": { "$gt": 0 } };
    let end = doc! { "$set": { "leasedUntil": 0_i64 }, "$unset": { "holder": "" } };
    store.collection(CHUNKS).update_many(held, end).await?;
    Ok(())
}

/// Gives the right back, and works out when the chunk next has something to hand over. What changes between the
/// questions only makes that sooner than it need be.
pub(super) async fn release(
    store: &MongoStore,
    at: Place,
    not_before: Option<Timestamp>,
) -> Result<(), StoreError> {
    let chunk = store
        .collection(CHUNKS)
        .find_one(at.key())
        .projection(doc! { "expanded": 1, "pending": 1 })
        .max_time(ANSWER_WITHIN)
        .await?
        .ok_or(StoreError::Fenced)?;
    // Nothing if the chunk is not expanded, or nothing of it is pending: then its counter keeps it from being leased.
    let retry = if chunk.flag("expanded")? && chunk.int("pending")? > 0 {
        next_try(store, at).await?.unwrap_or_default()
    } else {
        0
    };
    let due_at = not_before.map_or(0, Timestamp::millis).max(retry);
    give_back(store, at, doc! { "dueAt": due_at }).await
}

/// When the first of the pending messages of a chunk may be tried, in milliseconds; 0 for now.
async fn next_try(store: &MongoStore, at: Place) -> Result<Option<i64>, StoreError> {
    let pipeline = [
        doc! { "$match": at.messages(MessageState::Pending) },
        doc! { "$group": { "_id": Bson::Null, "at": { "$min": { "$ifNull": ["$retryAt", 0_i64] } } } },
    ];
    let mut found = store
        .collection(MESSAGES)
        .aggregate(pipeline)
        .with_type::<RawDocumentBuf>()
        .max_time(ANSWER_WITHIN)
        .await?;
    if found.advance().await? { found.current().maybe_int("at") } else { Ok(None) }
}

async fn give_back(store: &MongoStore, at: Place, mut set: Document) -> Result<(), StoreError> {
    set.insert("leasedUntil", 0_i64);
    let given_back = doc! { "$set": set, "$unset": { "holder": "" } };
    let released = store.collection(CHUNKS).update_one(at.key(), given_back).await?;
    if released.matched_count == 0 { Err(StoreError::Fenced) } else { Ok(()) }
}

/// When the next chunk can be leased, be that now.
pub(super) async fn next_due(store: &MongoStore) -> Result<Option<Timestamp>, StoreError> {
    let open = open(store).await?;
    if open.is_empty() {
        return Ok(None);
    }
    let campaigns: Vec<_> = open.iter().map(|campaign| campaign.id.get()).collect();
    let mut workspaces: Vec<_> = open.iter().map(|campaign| campaign.workspace.get()).collect();
    workspaces.sort_unstable();
    workspaces.dedup();
    let pipeline = [
        doc! { "$match": {
            "w": { "$in": workspaces },
            "c": { "$in": campaigns },
            "pending": { "$gt": 0 },
        } },
        doc! { "$group": {
            "_id": "$c",
            "due": { "$min": { "$max": ["$dueAt", "$leasedUntil"] } },
            "free": { "$min": "$leasedUntil" },
        } },
    ];
    let found = store
        .collection(CHUNKS)
        .aggregate(pipeline)
        .with_type::<RawDocumentBuf>()
        .max_time(ANSWER_WITHIN)
        .await?;
    let soonest = all(found, |campaign| {
        let id: CampaignId = campaign.id("_id")?;
        let cancelled = open.iter().any(|open| open.id == id && open.cancelled);
        campaign.int(if cancelled { "free" } else { "due" })
    });
    soonest.await?.into_iter().min().map(time).transpose()
}
