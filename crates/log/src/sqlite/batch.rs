//! One transaction: what the writer does for each job, and what it does once for all of them.

use std::collections::hash_map;
use std::collections::{HashMap, HashSet};

use domain::Topic;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::columns::{id, position, position_of, topic_code};
use crate::{Appended, Idempotency, NewEntry, Partition, Position};

/// Answers are kept so long.
pub(super) const ANSWER_KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// One trim removes at most so many entries, so that appends never wait long for it.
pub(super) const TRIM_SLICE: u32 = 256;

/// One transaction forgets at most so many answers.
const PRUNE_SLICE: u32 = 512;

/// An entry to append.
#[derive(Debug)]
pub(super) struct Append {
    pub(super) partition: Partition,
    pub(super) entry: NewEntry,
    pub(super) idempotency: Option<Idempotency>,
}

/// Entries to remove.
#[derive(Debug)]
pub(super) struct Trim {
    pub(super) partition: Partition,
    pub(super) through: Position,
}

/// What one slice of a trim did.
#[derive(Debug)]
pub(super) struct Trimmed {
    /// How many entries it removed.
    pub(super) removed: u64,
    /// Whether none are left to remove.
    pub(super) complete: bool,
}

/// The row of a partition as this transaction sees it.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    head: i64,
    trimmed: i64,
    entries: i64,
    records: i64,
}

/// An open transaction. Dropping it without [`Batch::commit`] undoes it.
pub(super) struct Batch<'c> {
    transaction: Transaction<'c>,
    touched: HashMap<Partition, Totals>,
    appended: HashSet<Topic>,
}

impl<'c> Batch<'c> {
    pub(super) fn begin(connection: &'c mut Connection) -> rusqlite::Result<Self> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Self { transaction, touched: HashMap::new(), appended: HashSet::new() })
    }

    pub(super) fn append(&mut self, append: &Append) -> rusqlite::Result<Appended> {
        let Append { partition, entry, idempotency } = append;
        if let Some(once) = idempotency
            && let Some(seen) = self.seen(*partition, once, entry.received_at_ms)?
        {
            return Ok(seen);
        }
        let new = self.insert_entry(*partition, entry)?;
        if let Some(once) = idempotency {
            self.insert_answer(*partition, once, entry.received_at_ms, new)?;
        }
        Ok(Appended::New(position_of(0, new)?))
    }

    fn insert_entry(&mut self, partition: Partition, entry: &NewEntry) -> rusqlite::Result<i64> {
        let mut insert = self.transaction.prepare_cached(
            "INSERT INTO entry
                 (topic, workspace, received_at_ms, records, entries_through, records_through, payload)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let totals = totals(&self.transaction, &mut self.touched, partition)?;
        totals.entries += 1;
        totals.records += i64::from(entry.records);
        totals.head = insert.insert(params![
            topic_code(partition.topic),
            partition.workspace.get(),
            entry.received_at_ms,
            entry.records,
            totals.entries,
            totals.records,
            entry.payload,
        ])?;
        self.appended.insert(partition.topic);
        Ok(totals.head)
    }

    /// The outcome of an append whose key was used before, or `None` if the key is free.
    fn seen(
        &self,
        partition: Partition,
        once: &Idempotency,
        now_ms: i64,
    ) -> rusqlite::Result<Option<Appended>> {
        let mut select = self.transaction.prepare_cached(
            "SELECT topic, position, received_at_ms, body_hash, answer FROM answer WHERE workspace = ?1 AND key = ?2",
        )?;
        select
            .query_row(params![partition.workspace.get(), once.key], |row| {
                if now_ms.saturating_sub(row.get(2)?) >= ANSWER_KEPT_MS {
                    return Ok(None);
                }
                let same = row.get::<_, i64>(0)? == topic_code(partition.topic)
                    && row.get_ref(3)? == ValueRef::Blob(&once.body_hash);
                Ok(Some(if same {
                    Appended::Replayed { position: position(row, 1)?, answer: row.get(4)? }
                } else {
                    Appended::Conflict
                }))
            })
            .optional()
            .map(Option::flatten)
    }

    fn insert_answer(
        &self,
        partition: Partition,
        once: &Idempotency,
        now_ms: i64,
        new: i64,
    ) -> rusqlite::Result<()> {
        // Replaces an expired answer, under a new id: the front of the table stays the oldest.
        let mut insert = self.transaction.prepare_cached(
            "INSERT OR REPLACE INTO answer (workspace, key, topic, position, received_at_ms, body_hash, answer)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        insert.execute(params![
            partition.workspace.get(),
            once.key,
            topic_code(partition.topic),
            new,
            now_ms,
            once.body_hash,
            once.answer,
        ])?;
        Ok(())
    }

    pub(super) fn trim(&mut self, trim: &Trim) -> rusqlite::Result<Trimmed> {
        let Trim { partition, through } = trim;
        let mut delete = self.transaction.prepare_cached(
            "DELETE FROM entry WHERE id IN (
                 SELECT id FROM entry INDEXED BY entry_by_partition
                 WHERE topic = ?1 AND workspace = ?2 AND id <= ?3 ORDER BY id LIMIT ?4)
             RETURNING id",
        )?;
        let ids = delete
            .query_map(
                params![topic_code(partition.topic), partition.workspace.get(), id(*through), TRIM_SLICE],
                |row| row.get(0),
            )?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        if let Some(&last) = ids.iter().max() {
            totals(&self.transaction, &mut self.touched, *partition)?.trimmed = last;
        }
        Ok(Trimmed { removed: ids.len() as u64, complete: ids.len() < TRIM_SLICE as usize })
    }

    /// Forgets answers that are too old at a moment, and says whether more of them may be left.
    pub(super) fn prune(&self, now_ms: i64) -> rusqlite::Result<bool> {
        let mut delete = self.transaction.prepare_cached(
            "DELETE FROM answer WHERE id IN (SELECT id FROM answer ORDER BY id LIMIT ?1) AND received_at_ms <= ?2",
        )?;
        let pruned = delete.execute(params![PRUNE_SLICE, now_ms.saturating_sub(ANSWER_KEPT_MS)])?;
        Ok(pruned == PRUNE_SLICE as usize)
    }

    /// Writes what the jobs changed together; the last step before [`Batch::commit`].
    pub(super) fn finish(&self) -> rusqlite::Result<()> {
        let mut upsert = self.transaction.prepare_cached(
            "INSERT OR REPLACE INTO partition (topic, workspace, head, trimmed, entries, records)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (partition, totals) in &self.touched {
            upsert.execute(params![
                topic_code(partition.topic),
                partition.workspace.get(),
                totals.head,
                totals.trimmed,
                totals.entries,
                totals.records,
            ])?;
        }
        Ok(())
    }

    /// Returns when everything is durable, with the topics in which something was appended.
    pub(super) fn commit(self) -> rusqlite::Result<HashSet<Topic>> {
        self.transaction.commit()?;
        Ok(self.appended)
    }
}

/// The totals of a partition, read once in a transaction.
fn totals<'t>(
    transaction: &Transaction<'_>,
    touched: &'t mut HashMap<Partition, Totals>,
    partition: Partition,
) -> rusqlite::Result<&'t mut Totals> {
    match touched.entry(partition) {
        hash_map::Entry::Occupied(known) => Ok(known.into_mut()),
        hash_map::Entry::Vacant(unknown) => {
            let mut select = transaction.prepare_cached(
                "SELECT head, trimmed, entries, records FROM partition WHERE topic = ?1 AND workspace = ?2",
            )?;
            let read = |row: &Row<'_>| {
                Ok(Totals {
                    head: row.get(0)?,
                    trimmed: row.get(1)?,
                    entries: row.get(2)?,
                    records: row.get(3)?,
                })
            };
            let found = select
                .query_row(params![topic_code(partition.topic), partition.workspace.get()], read)
                .optional()?
                .unwrap_or_default();
            Ok(unknown.insert(found))
        }
    }
}
