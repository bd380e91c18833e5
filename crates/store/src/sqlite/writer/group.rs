//! One transaction around many jobs.

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::time::Instant;

use super::{Durability, LONG_ENOUGH, Queued, Thread, Turn, Writing, clock};
use crate::StoreError;
use crate::sqlite::failure::unavailable;

/// Changes something, so that a commit has something to sync.
pub(super) const TOUCH: &str = "UPDATE setting SET value = value + 1 WHERE name = 'syncs'";

/// Why everybody in a transaction hears of an error that is not theirs.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the transaction failed: {0}")]
struct GroupFailed(String);

impl Thread {
    /// Writes jobs in as few transactions as their length allows.
    pub(super) fn write(&mut self, mut jobs: VecDeque<Queued>) {
        while !jobs.is_empty() {
            self.transact(&mut jobs);
        }
    }

    /// Writes jobs in one transaction and answers them. May leave some for the next.
    fn transact(&mut self, jobs: &mut VecDeque<Queued>) {
        let durability = if self.overdue() { Durability::Power } else { Durability::Process };
        // Those that are left for the next transaction only make this one stricter than it need be.
        let durability = jobs.iter().map(|queued| queued.job.durability()).fold(durability, Ord::max);
        if let Err(error) = self.open(durability) {
            return fail(std::mem::take(jobs), &error);
        }
        let began = Instant::now();
        let now = clock();
        let mut done = VecDeque::new();
        let mut moved = Vec::new();
        let mut changed = Vec::new();
        let mut affected = BTreeSet::new();
        while let Some(mut queued) = jobs.pop_front() {
            if queued.job.turn() == Turn::First && !done.is_empty() {
                jobs.push_front(queued);
                break;
            }
            let mut writing = Writing {
                db: &self.db,
                hashing: self.hashing,
                now,
                noting: None,
                moved: Vec::new(),
                feed: &self.feed,
                changed: RefCell::default(),
                affected: RefCell::default(),
            };
            // The first job needs no savepoint: undoing it is undoing the transaction. Savepoints copy every page
            // before it changes, which a large batch would feel.
            let first = done.is_empty();
            let performed = if first {
                Ok(queued.job.perform(&mut writing))
            } else {
                self.db.execute_batch("SAVEPOINT job").map(|()| queued.job.perform(&mut writing))
            };
            let (own_moves, own_changes) = (writing.moved, writing.changed.into_inner());
            affected.append(&mut writing.affected.into_inner());
            match performed
                .map_err(StoreError::from)
                .and_then(|keep| self.close_job(first, keep).map(|()| keep))
            {
                Ok(true) => {
                    moved.extend(own_moves);
                    changed.extend(own_changes);
                    done.push_back(queued);
                }
                Ok(false) => queued.job.answer(),
                Err(error) => {
                    // The transaction is gone, and with it what was done before.
                    let _ = self.db.execute_batch("ROLLBACK");
                    queued.job.fail(failed(&error));
                    return fail(done, &error);
                }
            }
            if began.elapsed() >= LONG_ENOUGH {
                break;
            }
        }
        let unnoted = match self.feed.unnote(&self.db, &affected) {
            Ok(unnoted) => unnoted,
            Err(error) => {
                let _ = self.db.execute_batch("ROLLBACK");
                return fail(done, &error);
            }
        };
        // Before the commit: whoever has seen it finds that the audiences know of it.
        let told = self.feed.tell(changed);
        match self.commit(durability) {
            Ok(()) => {
                told.committed();
                self.feed.forget_noted(&unnoted);
                self.committed.extend(moved);
                if durability == Durability::Power {
                    self.became_durable();
                } else if !self.committed.is_empty() && self.behind_since.is_none() {
                    self.behind_since = Some(Instant::now());
                }
                for queued in done {
                    queued.job.answer();
                }
            }
            Err(error) => {
                let _ = self.db.execute_batch("ROLLBACK");
                fail(done, &error);
            }
        }
    }

    fn open(&mut self, durability: Durability) -> Result<(), StoreError> {
        self.set_synchronous(durability)?;
        Ok(self.db.execute_batch("BEGIN IMMEDIATE")?)
    }

    /// Keeps or undoes what a job wrote, and leaves a transaction open for the next.
    fn close_job(&self, first: bool, keep: bool) -> Result<(), StoreError> {
        // Some failures (a full disk, an unreadable page) make SQLite roll back the whole transaction.
        if self.db.is_autocommit() {
            return Err(unavailable("it was rolled back because a write in it failed"));
        }
        Ok(self.db.execute_batch(match (first, keep) {
            (true, true) => return Ok(()),
            (true, false) => "ROLLBACK; BEGIN IMMEDIATE",
            (false, true) => "RELEASE job",
            (false, false) => "ROLLBACK TO job; RELEASE job",
        })?)
    }

    fn commit(&self, durability: Durability) -> Result<(), StoreError> {
        if durability == Durability::Power {
            self.db.prepare_cached(TOUCH)?.execute([])?;
        }
        Ok(self.db.execute_batch("COMMIT")?)
    }
}

fn failed(error: &StoreError) -> StoreError {
    let reason = match error {
        StoreError::Unavailable(source) => source.to_string(),
        other => other.to_string(),
    };
    unavailable(GroupFailed(reason))
}

fn fail(jobs: VecDeque<Queued>, error: &StoreError) {
    tracing::warn!(%error, jobs = jobs.len(), "a write to the store failed");
    for queued in jobs {
        queued.job.fail(failed(error));
    }
}
