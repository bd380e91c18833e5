//! Audiences in memory: an index for each workspace that was asked about, filled by a scan, kept by one stream of
//! changes, and asked without reading customers, orders or messages.
//!
//! A question reads from the primary up to where its workspace is applied (`positions`), waits until the index has
//! seen that much, and then answers: so every process agrees with what is applied. Everything that changes an audience
//! is a transaction that ends with a *voucher*: the mark of a topic moves, or the workspace's revision is raised
//! ([`bump_revision`]). The changes of a transaction wait for their voucher and are applied together (`stream`,
//! `event`, `change`). Vouchers form a chain, each saying where the one before it stood, so a change that is missing is noticed
//! even if the server does not know of it.
//!
//! Whatever cannot be explained (a stream that cannot be resumed, a break in the chain, an event that cannot be read, a
//! server that has fallen silent) makes indexes be dropped and filled again, and never makes an answer wrong.

mod audience;
mod change;
mod event;
mod positions;
mod scan;
mod seat;
mod stream;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ::audience::Index;
use domain::WorkspaceId;
use mongodb::{ClientSession, Database};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::collections::REVISIONS;
use crate::StoreError;
use crate::reading::unavailable;
use positions::Positions;
use seat::{Outcome, Reading, Seat};

/// How many indexes are filled at the same time.
const SCANS_AT_ONCE: usize = 2;

/// How much the feed takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Indexes that take more memory than this together, in bytes, are dropped, the least recently used first; one is
    /// always allowed.
    pub(super) memory: usize,
    /// A scan reads so many customers or orders at once.
    pub(super) range: u32,
    /// A question waits so long for its index to be filled, or to catch up.
    pub(super) patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 1 << 30, range: 2_000, patience: Duration::from_secs(5) }
    }
}

/// The indexes of this process, and what keeps them.
#[derive(Debug)]
pub(super) struct Feed {
    shared: Arc<Shared>,
    /// The stream of changes, from the first question on, and the scans. They end with the feed.
    tasks: Mutex<JoinSet<()>>,
}

/// What questions, scans and the stream share.
#[derive(Debug)]
struct Shared {
    db: Database,
    limits: Limits,
    seats: Mutex<Seats>,
    /// True while every change from now on reaches the indexes: scans begin only then.
    listening: watch::Sender<bool>,
    /// Asks the stream to begin anew.
    anew: Notify,
    scans: Semaphore,
    heard: stream::Heard,
}

#[derive(Debug, Default)]
struct Seats {
    by_workspace: HashMap<WorkspaceId, Arc<Seat>>,
    /// Counts questions.
    questions: u64,
    started: bool,
}

impl Feed {
    /// A feed that reads nothing before the first question.
    pub(super) fn new(db: Database, limits: Limits) -> Self {
        let shared = Shared {
            db,
            limits,
            seats: Mutex::default(),
            listening: watch::Sender::new(false),
            anew: Notify::new(),
            scans: Semaphore::new(SCANS_AT_ONCE),
            heard: stream::Heard::default(),
        };
        Self { shared: Arc::new(shared), tasks: Mutex::default() }
    }

    /// What `read` finds in the index of a workspace, which has seen everything that was applied before this call.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        workspace: WorkspaceId,
        read: impl FnOnce(&Index) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let reading = timeout(self.shared.limits.patience, self.reading(workspace)).await;
        let reading = reading.map_err(|_| self.seat(workspace).not_yet())??;
        // It may take a while, and nobody else should wait for it.
        tokio::task::spawn_blocking(move || read(reading.index())).await.map_err(unavailable)
    }

    async fn reading(&self, workspace: WorkspaceId) -> Result<Reading, StoreError> {
        loop {
            let seat = self.seat(workspace);
            let seen = seat.seen();
            let wanted = Positions::read(&self.shared.db, workspace).await?;
            // Positions only grow. If they have not, the index shows what is no longer true.
            if seen.is_some_and(|seen| !wanted.cover(&seen)) {
                self.shared.drop_all("what was applied is not applied any more");
                self.shared.anew.notify_one();
                continue;
            }
            match seat.reading(wanted).await {
                Outcome::Seen(reading) => return Ok(reading),
                Outcome::Gone => {}
                Outcome::Failed(error) => return Err(unavailable(error)),
            }
        }
    }

    /// The seat of a workspace; if it has none, one that is being filled from now on.
    fn seat(&self, workspace: WorkspaceId) -> Arc<Seat> {
        let mut seats = self.shared.lock();
        seats.questions += 1;
        let now = seats.questions;
        if !seats.started {
            seats.started = true;
            self.spawn(stream::follow(Arc::clone(&self.shared)));
        }
        let seat = seats.by_workspace.entry(workspace).or_insert_with(|| {
            let seat = Arc::new(Seat::new(workspace));
            self.spawn(scan::fill(Arc::clone(&self.shared), Arc::clone(&seat)));
            seat
        });
        seat.used(now);
        Arc::clone(seat)
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seated(&self, workspace: WorkspaceId) -> Option<Arc<Seat>> {
        self.lock().by_workspace.get(&workspace).cloned()
    }

    /// Drops all indexes. They are filled again when the stream has begun anew.
    fn drop_all(&self, why: &str) {
        // First: whoever takes a seat after this finds that nobody is listening, and waits.
        self.listening.send_replace(false);
        let mut seats = self.lock();
        if !seats.by_workspace.is_empty() {
            tracing::warn!(why, "audiences are loaded again");
        }
        for (_, seat) in seats.by_workspace.drain() {
            seat.leave(None);
        }
    }

    /// Drops one index, so that the next question fills it again.
    fn drop_one(&self, seat: &Arc<Seat>, failed: Option<String>) {
        let mut seats = self.lock();
        if seats.by_workspace.get(&seat.workspace).is_some_and(|seated| Arc::ptr_eq(seated, seat)) {
            seats.by_workspace.remove(&seat.workspace);
        }
        drop(seats);
        seat.leave(failed);
    }

    /// Drops the least recently used indexes until the others fit into the budget. The last one stays.
    fn trim(&self) {
        let mut seats = self.lock();
        let mut bytes: usize = seats.by_workspace.values().map(|seat| seat.bytes()).sum();
        while bytes > self.limits.memory && seats.by_workspace.len() > 1 {
            let Some(seat) = seats.by_workspace.values().min_by_key(|seat| seat.last_used()).cloned() else {
                return;
            };
            tracing::debug!(workspace = %seat.workspace, bytes = seat.bytes(), "an index is dropped to save memory");
            seats.by_workspace.remove(&seat.workspace);
            bytes -= seat.bytes();
            seat.leave(None);
        }
    }

    /// True if an index waits for changes that it should have been told of long ago.
    fn in_arrears(&self, asked: Instant) -> bool {
        self.lock().by_workspace.values().any(|seat| seat.in_arrears(asked))
    }
}

/// Raises the revision of a workspace: the voucher of a transaction that changes customers or suppressions, enrols, or
/// settles messages without moving a mark. It must be the last thing that the transaction writes, so that whoever has seen the revision in the
/// stream of changes has seen all of it.
pub(super) async fn bump_revision(
    db: &Database,
    session: &mut ClientSession,
    workspace: WorkspaceId,
) -> Result<(), StoreError> {
    db.collection::<mongodb::bson::RawDocumentBuf>(REVISIONS)
        .update_one(positions::revision_of(workspace), positions::raised())
        .upsert(true)
        .session(session)
        .await?;
    Ok(())
}
