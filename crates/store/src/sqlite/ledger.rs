//! The ledger of a campaign: where each message stands, and the counters that must say the same.
//!
//! Whoever moves a message notes it in [`Moves`], and writes the moves in the same transaction. So at every commit a
//! chunk's counters equal its rows, a campaign's counters equal its chunks, and their sum is the number enrolled.
//! Members of a chunk that is not expanded have no row and count as pending.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use audience::Index;
use domain::message::{MessageKey, MessageState, SkipReason, WireId};
use domain::segment::Outcome;
use domain::{CampaignId, CustomerId, Timestamp};
use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::audiences::Change;
use super::campaigns::workspace_of;
use super::codes::Coded;
use super::columns::{id as as_id, word};
use super::failure::corrupt;
use super::writer::Writing;
use crate::StoreError;
use crate::chunk::minute_of;
pub(super) use crate::chunk::{CHUNK, chunk_of, minute_start};

/// The key of a message's row. Campaigns are counted, and nobody makes two thousand million of them.
pub(super) fn key(message: MessageKey) -> Result<i64, StoreError> {
    let campaign = message.campaign.get();
    if campaign > i64::from(i32::MAX) {
        return Err(StoreError::NotFound);
    }
    Ok(campaign << 32 | i64::from(message.ordinal))
}

/// The place a key stands for.
pub(super) const fn ordinal(key: i64) -> u32 {
    key as u32
}

/// The keys of a chunk.
pub(super) fn keys(campaign: CampaignId, chunk: u32) -> Result<RangeInclusive<i64>, StoreError> {
    let first = key(MessageKey { campaign, ordinal: chunk.saturating_mul(CHUNK) })?;
    Ok(first..=first + i64::from(CHUNK) - 1)
}

/// How many messages more, or fewer, stand in each state.
#[derive(Debug, Default, Clone, Copy)]
struct Balance([i64; MessageState::ALL.len()]);

impl Balance {
    fn moved(&mut self, from: MessageState, to: MessageState, messages: i64) {
        self.0[from.code() as usize] -= messages;
        self.0[to.code() as usize] += messages;
    }
}

/// Messages that were moved, to be written to every counter they touch.
#[derive(Debug, Default)]
pub(super) struct Moves {
    chunks: BTreeMap<(CampaignId, u32), Balance>,
    reasons: BTreeMap<(CampaignId, i64, i64), i64>,
    minutes: BTreeMap<(CampaignId, i64), [i64; 2]>,
    interned: HashMap<Box<str>, i64>,
    /// What became of customers' messages.
    settled: BTreeMap<CampaignId, Vec<(CustomerId, Option<Outcome>)>>,
}

/// A message that failed, or of which nobody knows what became, and that is to go out once more.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reopened {
    pub(super) key: i64,
    pub(super) customer: CustomerId,
    pub(super) from: MessageState,
    /// Its number.
    pub(super) reason: Option<i64>,
    /// Since when it is in its state.
    pub(super) since: Timestamp,
}

/// What moves a message, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    pub(super) from: MessageState,
    pub(super) to: MessageState,
    /// Why, as [`Moves::intern`] numbers it; messages that failed or are skipped have one.
    pub(super) reason: Option<i64>,
    pub(super) at: Timestamp,
}

impl Moves {
    /// Notes that messages of a chunk moved.
    pub(super) fn note(&mut self, campaign: CampaignId, chunk: u32, moved: Move, messages: i64) {
        if messages == 0 {
            return;
        }
        self.chunks.entry((campaign, chunk)).or_default().moved(moved.from, moved.to, messages);
        if let Some(reason) = moved.reason {
            *self.reasons.entry((campaign, moved.to.code(), reason)).or_default() += messages;
        }
        let settled = match moved.to {
            MessageState::Sent => 0,
            MessageState::Failed => 1,
            _ => return,
        };
        let minute = minute_of(moved.at.millis());
        self.minutes.entry((campaign, minute)).or_default()[settled] += messages;
    }

    /// Makes settled messages of a chunk pending again, as their next attempt: what was counted when they settled is
    /// taken back, and the chunk can be leased at once.
    pub(super) fn reopen(
        &mut self,
        db: &Connection,
        campaign: CampaignId,
        chunk: u32,
        messages: &[Reopened],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut update = db.prepare_cached(
            "UPDATE message SET state = 0, attempt = attempt + 1, reason = NULL, changed_at = ?2, retry_at = NULL,
                 submitted_at = NULL, ask_after = NULL
             WHERE key = ?1",
        )?;
        for message in messages {
            update.execute([message.key, at.millis()])?;
            let Reopened { from, customer, .. } = *message;
            self.chunks.entry((campaign, chunk)).or_default().moved(from, MessageState::Pending, 1);
            if let Some(reason) = message.reason {
                *self.reasons.entry((campaign, from.code(), reason)).or_default() -= 1;
            }
            if from == MessageState::Failed {
                let minute = minute_of(message.since.millis());
                self.minutes.entry((campaign, minute)).or_default()[1] -= 1;
                self.settled.entry(campaign).or_default().push((customer, None));
            }
        }
        db.prepare_cached("UPDATE chunk SET due_at = 0 WHERE campaign = ?1 AND number = ?2")?
            .execute(params![campaign.get(), chunk])?;
        Ok(())
    }

    /// The number of a reason; each text is stored once.
    pub(super) fn intern(&mut self, db: &Connection, text: &str) -> Result<i64, StoreError> {
        if let Some(known) = self.interned.get(text) {
            return Ok(*known);
        }
        let mut select = db.prepare_cached("SELECT id FROM reason WHERE text = ?1")?;
        let id = if let Some(id) = select.query_row([text], |row| row.get(0)).optional()? {
            id
        } else {
            db.prepare_cached("INSERT INTO reason (text) VALUES (?1)")?.execute([text])?;
            db.last_insert_rowid()
        };
        self.interned.insert(text.into(), id);
        Ok(id)
    }

    /// The number of a reason of ours.
    pub(super) fn intern_skip(&mut self, db: &Connection, reason: SkipReason) -> Result<i64, StoreError> {
        self.intern(db, reason.as_str())
    }

    /// Writes every counter the moves touch, and tells the audiences.
    pub(super) fn write(mut self, writing: &Writing<'_>) -> Result<(), StoreError> {
        let db = writing.db;
        for (campaign, settled) in std::mem::take(&mut self.settled) {
            tell(writing, campaign, settled)?;
        }
        let mut campaigns: BTreeMap<CampaignId, Balance> = BTreeMap::new();
        let mut update = db.prepare_cached(
            "UPDATE chunk SET pending = pending + ?3, submitted = submitted + ?4, sent = sent + ?5,
                 failed = failed + ?6, skipped = skipped + ?7, uncertain = uncertain + ?8
             WHERE campaign = ?1 AND number = ?2",
        )?;
        for ((campaign, chunk), Balance([a, b, c, d, e, f])) in self.chunks {
            let updated = update.execute(params![campaign.get(), chunk, a, b, c, d, e, f])?;
            if updated != 1 {
                return Err(corrupt(format!("campaign {campaign} has messages and no chunk {chunk}")));
            }
            let sum = campaigns.entry(campaign).or_default();
            for (sum, by) in sum.0.iter_mut().zip([a, b, c, d, e, f]) {
                *sum += by;
            }
        }
        let mut update = db.prepare_cached(
            "UPDATE campaign SET pending = pending + ?2, submitted = submitted + ?3, sent = sent + ?4,
                 failed = failed + ?5, skipped = skipped + ?6, uncertain = uncertain + ?7
             WHERE id = ?1",
        )?;
        for (campaign, Balance([a, b, c, d, e, f])) in campaigns {
            update.execute(params![campaign.get(), a, b, c, d, e, f])?;
        }
        let mut upsert = db.prepare_cached(
            "INSERT INTO campaign_reason (campaign, state, reason, messages) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET messages = messages + excluded.messages",
        )?;
        for ((campaign, state, reason), messages) in self.reasons {
            upsert.execute([campaign.get(), state, reason, messages])?;
        }
        let mut upsert = db.prepare_cached(
            "INSERT INTO settled_minute (campaign, minute, sent, failed) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET sent = sent + excluded.sent, failed = failed + excluded.failed",
        )?;
        for ((campaign, minute), [sent, failed]) in self.minutes {
            upsert.execute([campaign.get(), minute, sent, failed])?;
        }
        Ok(())
    }
}

/// Tells the audiences what became of messages.
fn tell(
    writing: &Writing<'_>,
    campaign: CampaignId,
    settled: Vec<(CustomerId, Option<Outcome>)>,
) -> Result<(), StoreError> {
    let workspace = workspace_of(writing.db, campaign)?
        .ok_or_else(|| corrupt(format!("campaign {campaign} without a workspace")))?;
    if !writing.affects(workspace) {
        return Ok(());
    }
    let weight = size_of_val(&*settled);
    let take_in = move |index: &mut Index| {
        for (customer, outcome) in settled {
            // Whoever was erased has no place any more, and their message may still be settled.
            if !index.settle(campaign, customer, outcome) && index.has(customer) {
                return Err(corrupt(format!(
                    "campaign {campaign} settles a message to {customer}, who had none"
                )));
            }
        }
        Ok(())
    };
    writing.changed(workspace, Change::new(weight, take_in));
    Ok(())
}

/// One message's row, as far as moving it needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) customer: CustomerId,
    pub(super) key: i64,
    pub(super) state: MessageState,
    pub(super) attempt: u16,
}

/// Where a message stands; `None` if there is no such message, or it has no row yet.
pub(super) fn standing(db: &Connection, id: WireId) -> Result<Option<Standing>, StoreError> {
    let Ok(key) = key(id.message) else { return Ok(None) };
    let mut select = db.prepare_cached("SELECT state, attempt, customer FROM message WHERE key = ?1")?;
    let found = select.query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((state, attempt, customer)) = found else { return Ok(None) };
    Ok(Some(Standing { customer: as_id(customer)?, key, state: word(state)?, attempt }))
}

/// Where a message stands if the id names its current attempt.
pub(super) fn current(db: &Connection, id: WireId) -> Result<Option<Standing>, StoreError> {
    Ok(standing(db, id)?.filter(|standing| standing.attempt == id.attempt))
}

/// Where messages stand that lie together, read at once.
#[derive(Debug, Default)]
pub(super) struct Standings(Vec<Standing>);

impl Standings {
    /// Those between two places of a campaign's ledger, both included.
    pub(super) fn read(db: &Connection, from: MessageKey, to: MessageKey) -> Result<Self, StoreError> {
        let mut select = db.prepare_cached(
            "SELECT key, state, attempt, customer FROM message WHERE key BETWEEN ?1 AND ?2 ORDER BY key",
        )?;
        let mut rows = select.query([key(from)?, key(to)?])?;
        let mut standings = Vec::new();
        while let Some(row) = rows.next()? {
            standings.push(Standing {
                key: row.get(0)?,
                state: word(row.get(1)?)?,
                attempt: row.get(2)?,
                customer: as_id(row.get(3)?)?,
            });
        }
        Ok(Self(standings))
    }

    /// The message that an id names, if that is its current attempt. What is done to its copy here is seen by whoever
    /// asks for it next.
    pub(super) fn current(&mut self, id: WireId) -> Option<&mut Standing> {
        let key = key(id.message).ok()?;
        // Without gaps, which is how a ledger is written, the place is known.
        let guess = usize::try_from(key - self.0.first()?.key).ok()?;
        let at = match self.0.get(guess) {
            Some(standing) if standing.key == key => guess,
            _ => self.0.binary_search_by_key(&key, |standing| standing.key).ok()?,
        };
        self.0.get_mut(at).filter(|standing| standing.attempt == id.attempt)
    }
}

/// Moves one message and notes it.
pub(super) fn settle(
    db: &Connection,
    moves: &mut Moves,
    id: WireId,
    standing: &Standing,
    change: Move,
) -> Result<(), StoreError> {
    settle_by(&mut settling(db)?, moves, id, standing, change)
}

/// The statement by which messages settle: for those who move many.
pub(super) fn settling(db: &Connection) -> Result<CachedStatement<'_>, StoreError> {
    Ok(db.prepare_cached(
        "UPDATE message SET state = ?2, reason = ?3, changed_at = ?4, retry_at = NULL, ask_after = NULL WHERE key = ?1",
    )?)
}

/// [`settle`] by a statement at hand.
pub(super) fn settle_by(
    update: &mut CachedStatement<'_>,
    moves: &mut Moves,
    id: WireId,
    standing: &Standing,
    change: Move,
) -> Result<(), StoreError> {
    update.execute(params![standing.key, change.to.code(), change.reason, change.at.millis()])?;
    moves.note(id.message.campaign, chunk_of(id.message.ordinal), change, 1);
    let outcome = match change.to {
        MessageState::Sent => Some(Outcome::Sent(change.at)),
        MessageState::Failed => Some(Outcome::Failed(change.at)),
        _ if matches!(change.from, MessageState::Sent | MessageState::Failed) => None,
        _ => return Ok(()),
    };
    moves.settled.entry(id.message.campaign).or_default().push((standing.customer, outcome));
    Ok(())
}
