//! Moving messages: rows that change alike by one statement, counters by one for each chunk.

use std::collections::BTreeMap;

use domain::message::{MessageState, WireId};
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocumentBuf, doc};

use super::key::{campaign_chunks, chunk_key, minute_field, places, reason_field};
use crate::StoreError;
use crate::chunk::chunk_of;
use crate::codes::Coded;
use crate::mongo::bulk::ASKED_AT_ONCE;
use crate::mongo::collections::{CHUNKS, MESSAGES};
use crate::mongo::failure::Rival;
use crate::mongo::{MongoStore, bulk, feed};
use crate::reading::{corrupt, unavailable};

/// What happens to a message, and when.
#[derive(Debug, Clone, Copy)]
pub(in crate::mongo) struct Change<'r> {
    pub(in crate::mongo) from: MessageState,
    pub(in crate::mongo) to: MessageState,
    /// Messages that failed or are skipped have one.
    pub(in crate::mongo) reason: Option<&'r str>,
    pub(in crate::mongo) at: Timestamp,
}

/// Messages of a workspace that were moved, to be written to their rows and to every counter they touch.
#[derive(Debug)]
pub(in crate::mongo) struct Moves {
    workspace: WorkspaceId,
    rows: BTreeMap<Alike, Vec<u32>>,
    chunks: BTreeMap<(CampaignId, u32), Balance>,
}

/// Rows with the same of this change alike. States are their numbers, the instant is in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    campaign: CampaignId,
    attempt: u16,
    from: i64,
    to: i64,
    at: i64,
    reason: Option<String>,
}

/// What changes in a chunk's document.
#[derive(Debug, Default)]
struct Balance {
    /// How many messages more, or fewer, stand in each state.
    states: [i64; MessageState::ALL.len()],
    /// How many more there are for each reason, and in each minute, by the names of their fields.
    others: BTreeMap<String, i64>,
    /// Fields with new values.
    set: Document,
}

impl Moves {
    pub(in crate::mongo) fn of(workspace: WorkspaceId) -> Self {
        Self { workspace, rows: BTreeMap::new(), chunks: BTreeMap::new() }
    }

    /// Moves one message.
    pub(in crate::mongo) fn one(&mut self, id: WireId, change: Change<'_>) {
        let alike = Alike {
            campaign: id.message.campaign,
            attempt: id.attempt,
            from: change.from.code(),
            to: change.to.code(),
            at: change.at.millis(),
            reason: change.reason.map(str::to_owned),
        };
        self.rows.entry(alike).or_default().push(id.message.ordinal);
        self.note(id.message.campaign, chunk_of(id.message.ordinal), change, 1);
    }

    /// Makes a message that settled `since` pending again, as its next attempt: what was counted when it settled is taken
    /// back.
    pub(in crate::mongo) fn reopen(
        &mut self,
        id: WireId,
        from: MessageState,
        reason: Option<&str>,
        since: Timestamp,
        at: Timestamp,
    ) {
        self.one(id, Change { from, to: MessageState::Pending, reason: None, at });
        let balance = self.chunks.entry((id.message.campaign, chunk_of(id.message.ordinal))).or_default();
        if let Some(reason) = reason {
            *balance.others.entry(format!("reasons.{}", reason_field(from, reason))).or_default() -= 1;
        }
        if let Some(minute) = minute_field(from, since) {
            *balance.others.entry(format!("minutes.{minute}")).or_default() -= 1;
        }
    }

    /// Notes that messages of a chunk were moved; their rows are written by whoever calls.
    pub(in crate::mongo) fn note(
        &mut self,
        campaign: CampaignId,
        chunk: u32,
        change: Change<'_>,
        messages: i64,
    ) {
        if messages == 0 {
            return;
        }
        let Change { from, to, reason, at } = change;
        let balance = self.chunks.entry((campaign, chunk)).or_default();
        balance.states[from.code() as usize] -= messages;
        balance.states[to.code() as usize] += messages;
        if let Some(reason) = reason {
            *balance.others.entry(format!("reasons.{}", reason_field(to, reason))).or_default() += messages;
        }
        if let Some(minute) = minute_field(to, at) {
            *balance.others.entry(format!("minutes.{minute}")).or_default() += messages;
        }
    }

    /// Gives fields of a chunk's document new values, with its counters.
    pub(in crate::mongo) fn set(&mut self, campaign: CampaignId, chunk: u32, fields: Document) {
        self.chunks.entry((campaign, chunk)).or_default().set.extend(fields);
    }

    /// Writes rows and counters. Where messages were sent or have failed, that is vouched for to those who follow
    /// changes; a step of receipts does that by its mark, and calls [`Moves::write_within_step`].
    pub(in crate::mongo) async fn write(
        self,
        store: &MongoStore,
        session: &mut ClientSession,
    ) -> Result<(), StoreError> {
        let workspace = self.workspace;
        let settled = [MessageState::Sent.code(), MessageState::Failed.code()];
        let settles = self.rows.keys().any(|row| settled.contains(&row.from) || settled.contains(&row.to));
        self.write_within_step(store, &mut *session).await?;
        if settles { feed::bump_revision(&store.db, session, workspace).await } else { Ok(()) }
    }

    /// Writes rows and counters.
    pub(in crate::mongo) async fn write_within_step(
        self,
        store: &MongoStore,
        session: &mut ClientSession,
    ) -> Result<(), StoreError> {
        let mut statements = Vec::new();
        let mut expected = 0;
        for (alike, mut ordinals) in self.rows {
            ordinals.sort_unstable();
            expected += ordinals.len() as u64;
            let only = doc! { "state": alike.from, "attempt": i64::from(alike.attempt) };
            write_alike(&mut statements, self.workspace, alike.campaign, &ordinals, &only, &alike.update())?;
        }
        let written = bulk::run_updates(&store.db, &mut *session, MESSAGES, &statements).await?;
        if written.matched != expected {
            // Does not happen where a transaction reads one state of the database.
            let what = format!("{} messages where {expected} were read", written.matched);
            return Err(unavailable(Rival(what)));
        }
        let mut statements = Vec::with_capacity(self.chunks.len());
        for ((campaign, chunk), balance) in self.chunks {
            let mut filter = campaign_chunks(self.workspace, campaign);
            filter.insert("_id", chunk_key(campaign, chunk));
            statements.push(bulk::update(&bulk::raw(&filter)?, &bulk::raw(&balance.update())?));
        }
        let written = bulk::run_updates(&store.db, session, CHUNKS, &statements).await?;
        if written.matched == statements.len() as u64 {
            Ok(())
        } else {
            Err(corrupt(format!("messages without a chunk in workspace {}", self.workspace)))
        }
    }
}

impl Alike {
    fn update(&self) -> Document {
        let mut set = doc! { "state": self.to, "changedAt": self.at };
        let mut unset = doc! { "retryAt": "", "askAfter": "" };
        if self.to == MessageState::Submitted.code() {
            set.insert("submittedAt", self.at);
        }
        let mut update = Document::new();
        if self.to == MessageState::Pending.code() {
            // Nothing is pending again but for its next attempt.
            unset.insert("submittedAt", "");
            update.insert("$inc", doc! { "attempt": 1_i64 });
        }
        match &self.reason {
            Some(reason) => set.insert("reason", reason),
            None => unset.insert("reason", ""),
        };
        update.insert("$set", set);
        update.insert("$unset", unset);
        update
    }
}

impl Balance {
    fn update(self) -> Document {
        let states = MessageState::ALL.into_iter().zip(self.states);
        let states = states.map(|(state, by)| (state.as_str().to_owned(), by));
        // Taking the chunk counted a change already; another keeps the statement from being empty.
        let mut update = doc! { "$inc": { "changes": 1_i64 } };
        let mut by: Document = states
            .chain(self.others)
            .filter(|(_, by)| *by != 0)
            .map(|(field, by)| (field, by.into()))
            .collect();
        by.insert("changes", 1_i64);
        update.insert("$inc", by);
        if !self.set.is_empty() {
            update.insert("$set", self.set);
        }
        update
    }
}

/// Adds statements that change the messages at some places alike, those of them for which `only` holds. Places ascend.
pub(in crate::mongo) fn write_alike(
    statements: &mut Vec<RawDocumentBuf>,
    workspace: WorkspaceId,
    campaign: CampaignId,
    ordinals: &[u32],
    only: &Document,
    update: &Document,
) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (ordinals.first(), ordinals.last()) else { return Ok(()) };
    // All of a range are one statement that names none.
    let filters = if (last - first) as usize == ordinals.len() - 1 {
        vec![places(workspace, campaign, *first, *last)]
    } else {
        let named = |ordinals: &[u32]| {
            let mut filter = campaign_chunks(workspace, campaign);
            let ordinals: Vec<_> = ordinals.iter().map(|place| i64::from(*place)).collect();
            filter.insert("o", doc! { "$in": ordinals });
            filter
        };
        ordinals.chunks(ASKED_AT_ONCE).map(named).collect()
    };
    for mut filter in filters {
        filter.extend(only.clone());
        statements.push(bulk::update_all(&bulk::raw(&filter)?, &bulk::raw(update)?));
    }
    Ok(())
}
