//! The writer thread: queue, group commit, answers.

use std::collections::HashSet;
use std::sync::Arc;

use domain::Topic;
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use super::batch::{Append, Batch, Trim, Trimmed};
use super::checkpoints::Checkpoints;
use super::{Settings, failure};
use crate::wakeups::Wakeups;
use crate::{Appended, LogError};

/// Expired answers are looked for this often, by the clock of the entries.
const PRUNE_EVERY_MS: i64 = 60_000;

/// Something to write, its outcome once the transaction has done it, and who waits for it.
#[derive(Debug)]
pub(super) struct Task<In, Out> {
    input: In,
    outcome: Option<Out>,
    answer: oneshot::Sender<Result<Out, LogError>>,
    /// The place in the queue, given back before the answer.
    room: OwnedSemaphorePermit,
}

impl<In, Out> Task<In, Out> {
    pub(super) fn new(
        input: In,
        answer: oneshot::Sender<Result<Out, LogError>>,
        room: OwnedSemaphorePermit,
    ) -> Self {
        Self { input, outcome: None, answer, room }
    }

    /// Tells the caller how it went. One who no longer waits is no error.
    fn settle(self, result: Result<(), LogError>) {
        let Self { input, outcome, answer, room } = self;
        drop((input, room));
        if let Some(result) = result.map(|()| outcome).transpose() {
            let _ = answer.send(result);
        }
    }
}

/// One place in the queue.
#[derive(Debug)]
pub(super) enum Job {
    Append(Task<Append, Appended>),
    Trim(Task<Trim, Trimmed>),
}

impl Job {
    fn bytes(&self) -> usize {
        match self {
            Self::Append(task) => task.input.entry.payload.len(),
            Self::Trim(_) => 0,
        }
    }

    fn received_at_ms(&self) -> Option<i64> {
        match self {
            Self::Append(task) => Some(task.input.entry.received_at_ms),
            Self::Trim(_) => None,
        }
    }

    fn perform(&mut self, batch: &mut Batch<'_>) -> rusqlite::Result<()> {
        match self {
            Self::Append(task) => task.outcome = Some(batch.append(&task.input)?),
            Self::Trim(task) => task.outcome = Some(batch.trim(&task.input)?),
        }
        Ok(())
    }

    fn settle(self, result: Result<(), LogError>) {
        match self {
            Self::Append(task) => task.settle(result),
            Self::Trim(task) => task.settle(result),
        }
    }
}

/// Where a transaction failed.
enum Failed {
    /// Before its commit: one of the jobs can be at fault, and nothing was written.
    Working(rusqlite::Error),
    /// At its begin or commit: no job is at fault, and whether anything was written is open.
    Whole(rusqlite::Error),
}

/// Everything the thread owns.
pub(super) struct Writer {
    connection: Connection,
    jobs: mpsc::UnboundedReceiver<Job>,
    wakeups: Arc<Wakeups>,
    checkpoints: Checkpoints,
    commit_bytes: usize,
    prune_due_ms: i64,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        jobs: mpsc::UnboundedReceiver<Job>,
        wakeups: Arc<Wakeups>,
        settings: &Settings,
    ) -> Self {
        Self {
            connection,
            jobs,
            wakeups,
            checkpoints: Checkpoints::new(settings),
            commit_bytes: settings.commit_bytes,
            prune_due_ms: i64::MIN,
        }
    }

    /// Runs until the log is dropped and the queue is empty.
    pub(super) fn run(mut self) {
        while let Some(first) = self.jobs.blocking_recv() {
            let jobs = self.drain(first);
            self.write(jobs);
            self.checkpoints.after_commit(&self.connection);
        }
    }

    /// Takes what waits behind a job, up to the size of a transaction.
    fn drain(&mut self, first: Job) -> Vec<Job> {
        let mut bytes = first.bytes();
        let mut jobs = vec![first];
        while bytes < self.commit_bytes
            && let Ok(next) = self.jobs.try_recv()
        {
            bytes += next.bytes();
            jobs.push(next);
        }
        jobs
    }

    /// Writes jobs in one transaction. If one of them fails, it is undone and each gets a transaction of its own,
    /// in the same order, so that a failing job spoils no other.
    fn write(&mut self, mut jobs: Vec<Job>) {
        const DOING: &str = "writing to the file";
        match self.transact(&mut jobs) {
            Ok(topics) => {
                for topic in topics {
                    self.wakeups.raise(topic);
                }
                for job in jobs {
                    job.settle(Ok(()));
                }
            }
            Err(Failed::Working(error)) if jobs.len() > 1 => {
                tracing::warn!(%error, jobs = jobs.len(), "a write to the log failed; trying its jobs one by one");
                for job in jobs {
                    self.write(vec![job]);
                }
            }
            Err(Failed::Working(error) | Failed::Whole(error)) => {
                tracing::warn!(%error, jobs = jobs.len(), "a write to the log failed");
                self.checkpoints.hurry();
                let error = failure(DOING, error);
                for job in jobs {
                    job.settle(Err(error.clone()));
                }
            }
        }
    }

    fn transact(&mut self, jobs: &mut [Job]) -> Result<HashSet<Topic>, Failed> {
        let now_ms = jobs.iter().filter_map(Job::received_at_ms).max();
        let prune_at_ms = now_ms.filter(|now_ms| *now_ms >= self.prune_due_ms);
        let mut batch = Batch::begin(&mut self.connection).map_err(Failed::Whole)?;
        for job in jobs {
            job.perform(&mut batch).map_err(Failed::Working)?;
        }
        batch.finish().map_err(Failed::Working)?;
        if let Some(now_ms) = prune_at_ms
            && !batch.prune(now_ms).map_err(Failed::Working)?
        {
            self.prune_due_ms = now_ms.saturating_add(PRUNE_EVERY_MS);
        }
        batch.commit().map_err(Failed::Whole)
    }
}
