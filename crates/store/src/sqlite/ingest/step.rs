//! What every step does, whatever it applies: check and move the mark, keep outcomes and dead letters.

use domain::{FieldError, Topic, WorkspaceId};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::counters::Counters;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::Columns;
use crate::sqlite::failure::corrupt;
use crate::sqlite::writer::Writing;
use crate::{Batch, BatchOutcome, Step, StoreError};

/// Outcomes are kept so long after they were applied.
const OUTCOME_KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// One step forgets at most this many more outcomes than it adds.
const FORGET_MORE: usize = 16;

/// Up to where a partition is applied.
pub(super) fn mark(db: &Connection, topic: Topic, workspace: WorkspaceId) -> Result<u64, StoreError> {
    let mut select = db.prepare_cached("SELECT position FROM mark WHERE workspace = ?1 AND topic = ?2")?;
    let mut rows = select.query([workspace.get(), topic.code()])?;
    rows.next()?.map_or(Ok(0), |row| row.count(0))
}

/// What became of a batch.
pub(super) fn outcome(
    db: &Connection,
    topic: Topic,
    workspace: WorkspaceId,
    position: u64,
) -> Result<Option<BatchOutcome>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT applied, dead, received_at, applied_at FROM outcome
         WHERE workspace = ?1 AND topic = ?2 AND position = ?3",
    )?;
    let mut rows = select.query(params![workspace.get(), topic.code(), position as i64])?;
    let read = |row: &rusqlite::Row<'_>| -> Result<BatchOutcome, StoreError> {
        Ok(BatchOutcome {
            applied: row.count(0)?,
            dead: row.count(1)?,
            received_at: row.time(2)?,
            applied_at: row.time(3)?,
        })
    };
    rows.next()?.map(read).transpose()
}

/// A step under way. Nothing of it counts unless [`Progress::finish`] returns.
pub(super) struct Progress<'w, 'c> {
    pub(super) writing: &'w mut Writing<'c>,
    pub(super) step: Step,
    pub(super) counters: Counters,
    topic: Topic,
    outcomes: Vec<(u64, BatchOutcome)>,
    dead: Vec<DeadRecord>,
}

struct DeadRecord {
    record: String,
    error: FieldError,
}

impl<'w, 'c> Progress<'w, 'c> {
    /// Begins a step; refused if the mark is not where the worker believes it to be.
    pub(super) fn begin(writing: &'w mut Writing<'c>, topic: Topic, step: Step) -> Result<Self, StoreError> {
        if mark(writing.db, topic, step.workspace)? != step.from {
            return Err(StoreError::Fenced);
        }
        let counters = Counters::load(writing.db, step.workspace)?;
        Ok(Self { writing, step, counters, topic, outcomes: Vec::new(), dead: Vec::new() })
    }

    /// Begins a batch and says its place; what could not be read back of it is dead already.
    pub(super) fn batch<T>(&mut self, batch: &mut Batch<T>) -> usize {
        let undecodable = std::mem::take(&mut batch.undecodable);
        let outcome = BatchOutcome {
            applied: 0,
            dead: undecodable.len() as u64,
            received_at: batch.received_at,
            applied_at: self.writing.now,
        };
        self.outcomes.push((batch.position, outcome));
        self.dead.extend(
            undecodable.into_iter().map(|lost| DeadRecord { record: lost.record, error: lost.error }),
        );
        self.outcomes.len() - 1
    }

    /// A record of a batch was applied.
    pub(super) fn applied(&mut self, batch: usize) {
        self.outcomes[batch].1.applied += 1;
    }

    /// A record of a batch changed nothing and is not worth keeping.
    pub(super) fn ignored(&mut self, batch: usize) {
        self.outcomes[batch].1.dead += 1;
    }

    /// A record of a batch cannot be applied.
    pub(super) fn dead(
        &mut self,
        batch: usize,
        record: &impl Serialize,
        error: FieldError,
    ) -> Result<(), StoreError> {
        let record = serde_json::to_string(record).map_err(|error| corrupt(error.to_string()))?;
        self.ignored(batch);
        self.dead.push(DeadRecord { record, error });
        Ok(())
    }

    /// Writes outcomes, dead letters, counters and the mark.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        self.keep_dead()?;
        self.keep_outcomes()?;
        let Step { workspace, to, .. } = self.step;
        self.counters.write(self.writing.db, workspace)?;
        self.writing
            .db
            .prepare_cached(
                "INSERT INTO mark (workspace, topic, position) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET position = excluded.position",
            )?
            .execute(params![workspace.get(), self.topic.code(), to as i64])?;
        self.writing.mark_moved(self.topic, workspace, to);
        Ok(())
    }

    fn keep_dead(&mut self) -> Result<(), StoreError> {
        self.counters.dead_letters += self.dead.len() as i64;
        let mut insert = self.writing.db.prepare_cached(
            "INSERT INTO dead_letter (workspace, topic, field, code, message, record, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let (workspace, topic, now) =
            (self.step.workspace.get(), self.topic.code(), self.writing.now.millis());
        for DeadRecord { record, error } in self.dead.drain(..) {
            insert.execute(params![workspace, topic, error.field, error.code, error.message, record, now])?;
        }
        Ok(())
    }

    fn keep_outcomes(&mut self) -> Result<(), StoreError> {
        let db = self.writing.db;
        let (workspace, topic) = (self.step.workspace.get(), self.topic.code());
        let mut insert = db.prepare_cached(
            "INSERT INTO outcome (workspace, topic, position, applied, dead, received_at, applied_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for (position, outcome) in &self.outcomes {
            insert.execute(params![
                workspace,
                topic,
                *position as i64,
                outcome.applied as i64,
                outcome.dead as i64,
                outcome.received_at.millis(),
                outcome.applied_at.millis()
            ])?;
        }
        // The oldest are in front.
        db.prepare_cached(
            "DELETE FROM outcome WHERE workspace = ?1 AND topic = ?2 AND applied_at < ?3 AND position IN
                 (SELECT position FROM outcome WHERE workspace = ?1 AND topic = ?2 ORDER BY position LIMIT ?4)",
        )?
        .execute(params![
            workspace,
            topic,
            self.writing.now.millis() - OUTCOME_KEPT_MS,
            (self.outcomes.len() + FORGET_MORE) as i64
        ])?;
        Ok(())
    }
}
