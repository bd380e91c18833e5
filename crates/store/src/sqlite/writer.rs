//! One thread writes. It takes whatever is queued, runs it in one transaction, commits once, then answers all.
//!
//! Every job says how durable it must be when it is answered. What streams in from the log may be lost by a power
//! failure, since the log still has it; what a person was told must not. A transaction is as durable as the
//! strictest of its jobs, and makes everything committed before it durable too: that is when a mark counts as
//! durable, and not before.

mod checkpoints;
mod group;
mod job;
mod marks;

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use domain::{Timestamp, Topic, WorkspaceId};
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use self::checkpoints::Checkpoints;
use self::job::{Job, Task};
use super::Settings;
use super::audiences::{Change, Feed};
use super::failure::unavailable;
use super::identity::Hashing;
use crate::StoreError;
use crate::noting::Noting;
pub(super) use marks::DurableMarks;

/// So many jobs wait at most; then callers wait.
const QUEUE: usize = 512;

/// How durable a job must be when it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Durability {
    /// Survives the death of the process, not always that of the machine.
    Process,
    /// Survives a power failure.
    Power,
}

/// When a job may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// After others in one transaction.
    Any,
    /// As the first in a transaction: nothing was written that is not committed.
    First,
}

/// What a job writes with.
#[derive(Debug)]
pub(super) struct Writing<'c> {
    /// Inside the transaction.
    pub(super) db: &'c Connection,
    /// Makes identity hashes.
    pub(super) hashing: Hashing,
    /// The store's clock when the transaction began.
    pub(super) now: Timestamp,
    /// The deed that the job does, if it is one to be noted.
    pub(super) noting: Option<Arc<Noting>>,
    moved: Vec<(Topic, WorkspaceId, u64)>,
    /// Audiences in memory.
    pub(super) feed: &'c Feed,
    changed: RefCell<Vec<(WorkspaceId, Change)>>,
    /// Workspaces whose audiences change.
    affected: RefCell<BTreeSet<WorkspaceId>>,
}

impl Writing<'_> {
    /// The job changes audiences of a workspace; true if they are in memory and must be told what.
    pub(super) fn affects(&self, workspace: WorkspaceId) -> bool {
        self.affected.borrow_mut().insert(workspace);
        self.feed.listens(workspace)
    }

    /// Notes what the job has changed in the audiences of a workspace that [`Writing::affects`] them.
    pub(super) fn changed(&self, workspace: WorkspaceId, change: Change) {
        self.affected.borrow_mut().insert(workspace);
        self.changed.borrow_mut().push((workspace, change));
    }

    /// What the deed makes has this id.
    pub(super) fn made(&self, id: i64) {
        if let Some(noting) = &self.noting {
            noting.made(id);
        }
    }

    /// Notes that a mark was moved, to be known as durable when it is.
    pub(super) fn mark_moved(&mut self, topic: Topic, workspace: WorkspaceId, to: u64) {
        self.moved.push((topic, workspace, to));
    }
}

/// The store's clock.
pub(super) fn clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::EPOCH.plus_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

struct Queued {
    job: Box<dyn Job>,
    /// The place in the queue, given back when the job was answered.
    _room: OwnedSemaphorePermit,
}

/// The thread, seen from outside.
#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Queued>>,
    thread: Option<JoinHandle<()>>,
    room: Arc<Semaphore>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(
        db: Connection,
        hashing: Hashing,
        durable: Arc<DurableMarks>,
        feed: Arc<Feed>,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        let (sender, receiver) = mpsc::channel();
        let mut thread = Thread {
            db,
            hashing,
            jobs: receiver,
            checkpoints: Checkpoints::new(settings),
            durable,
            feed,
            committed: Vec::new(),
            behind_since: None,
            synchronous: None,
            settings: settings.clone(),
        };
        thread.begin()?;
        let thread = std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || thread.run())
            .map_err(unavailable)?;
        Ok(Self { jobs: Some(sender), thread: Some(thread), room: Arc::new(Semaphore::new(QUEUE)) })
    }

    /// Queues a job and waits until it is committed. An error of the job undoes what it wrote, and nothing else.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        turn: Turn,
        durability: Durability,
        work: impl FnOnce(&mut Writing<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let room = Arc::clone(&self.room).acquire_owned().await.map_err(unavailable)?;
        let (answer, outcome) = oneshot::channel();
        let job = Box::new(Task::new(turn, durability, work, answer));
        let stopped = || unavailable("the writer has stopped");
        self.jobs.as_ref().ok_or_else(stopped)?.send(Queued { job, _room: room }).map_err(|_| stopped())?;
        outcome.await.map_err(|_| stopped())?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writer of the store had panicked");
        }
    }
}

/// Everything the thread owns.
struct Thread {
    db: Connection,
    hashing: Hashing,
    jobs: mpsc::Receiver<Queued>,
    checkpoints: Checkpoints,
    durable: Arc<DurableMarks>,
    feed: Arc<Feed>,
    /// Marks that are committed and not yet durable.
    committed: Vec<(Topic, WorkspaceId, u64)>,
    /// Since when there are such marks.
    behind_since: Option<Instant>,
    /// What `PRAGMA synchronous` was set to last.
    synchronous: Option<Durability>,
    settings: Settings,
}

impl Thread {
    /// Makes durable what an earlier process may have left in the hands of the system, and says so.
    fn begin(&mut self) -> Result<(), StoreError> {
        self.committed = marks::all(&self.db)?;
        self.sync()
    }

    /// Runs until the store is dropped and the queue is empty.
    fn run(mut self) {
        while let Some(first) = self.wait() {
            let jobs = self.drain(first);
            self.write(jobs);
            self.checkpoints.after_commit(&self.db);
        }
        if self.behind_since.is_some() {
            self.try_sync();
        }
        if let Err(error) = self.shelve() {
            tracing::warn!(%error, "audiences cannot be put on disk");
        }
    }

    /// Puts audiences on disk, durably.
    fn shelve(&mut self) -> Result<(), StoreError> {
        self.set_synchronous(Durability::Power)?;
        self.feed.shelve(&self.db)
    }

    /// The next job; meanwhile makes durable what is not, once it has waited long enough.
    fn wait(&mut self) -> Option<Queued> {
        loop {
            let Some(since) = self.behind_since else { return self.jobs.recv().ok() };
            match self.jobs.recv_timeout(self.settings.sync_after.saturating_sub(since.elapsed())) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.try_sync(),
            }
        }
    }

    /// Takes what waits behind a job.
    fn drain(&self, first: Queued) -> VecDeque<Queued> {
        std::iter::once(first).chain(self.jobs.try_iter().take(QUEUE - 1)).collect()
    }

    /// True if marks have waited to become durable for so long that the next transaction should see to it.
    fn overdue(&self) -> bool {
        self.behind_since.is_some_and(|since| since.elapsed() >= self.settings.sync_after)
    }

    /// Commits nothing, durably.
    fn sync(&mut self) -> Result<(), StoreError> {
        self.set_synchronous(Durability::Power)?;
        self.db.execute(group::TOUCH, [])?;
        self.became_durable();
        Ok(())
    }

    fn try_sync(&mut self) {
        if let Err(error) = self.sync() {
            tracing::warn!(%error, "making the store durable failed; trying again later");
            self.behind_since = Some(Instant::now());
        }
    }

    fn set_synchronous(&mut self, durability: Durability) -> Result<(), StoreError> {
        if self.synchronous != Some(durability) {
            let word = if durability == Durability::Power { "full" } else { "normal" };
            self.db.pragma_update(None, "synchronous", word)?;
            self.synchronous = Some(durability);
        }
        Ok(())
    }

    fn became_durable(&mut self) {
        self.durable.raise(self.committed.drain(..));
        self.behind_since = None;
    }
}

/// How long one transaction goes on taking jobs; whoever comes later gets the next one.
const LONG_ENOUGH: Duration = Duration::from_millis(100);
