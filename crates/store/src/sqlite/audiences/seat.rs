//! The place of one workspace: its index, while it is loaded and afterwards.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use audience::Index;
use domain::WorkspaceId;
use tokio::sync::{OwnedRwLockReadGuard, RwLock, watch};

use super::change::Change;
use crate::StoreError;

/// An index that is being loaded, or is kept.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) workspace: WorkspaceId,
    /// Changed by one thread only: see `keeper`.
    index: Arc<RwLock<Index>>,
    phase: watch::Sender<Phase>,
    /// Changes that were committed while the index is loaded.
    meanwhile: Mutex<Vec<Change>>,
    /// What changes that are committed and not yet taken in carry with them, in bytes.
    owed: AtomicUsize,
    /// True once the writer tells of every change.
    fed: AtomicBool,
    /// The number of the question that used it last.
    used: AtomicU64,
    bytes: AtomicUsize,
}

/// What whoever waits for an index can see.
#[derive(Debug, Clone)]
pub(super) enum Phase {
    /// So many rows were read, of so many.
    Loading { read: u64, of: u64 },
    /// It can be asked.
    Kept,
    /// Dropped, and why, if not only in order to be loaded again.
    Gone(Option<String>),
}

/// An index that does not change while it is looked at.
pub(in crate::sqlite) type Reading = OwnedRwLockReadGuard<Index>;

impl Seat {
    pub(super) fn new(workspace: WorkspaceId) -> Self {
        Self {
            workspace,
            index: Arc::default(),
            phase: watch::Sender::new(Phase::Loading { read: 0, of: 0 }),
            meanwhile: Mutex::default(),
            owed: AtomicUsize::new(0),
            fed: AtomicBool::new(false),
            used: AtomicU64::new(0),
            bytes: AtomicUsize::new(0),
        }
    }

    pub(super) const fn index(&self) -> &Arc<RwLock<Index>> {
        &self.index
    }

    pub(super) fn phase(&self) -> Phase {
        self.phase.borrow().clone()
    }

    pub(super) fn is_gone(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Gone(_))
    }

    pub(super) fn is_kept(&self) -> bool {
        matches!(*self.phase.borrow(), Phase::Kept)
    }

    /// Waits until the index is loaded, or dropped.
    pub(super) async fn arrived(&self) -> Phase {
        let mut phases = self.phase.subscribe();
        let arrived = phases.wait_for(|phase| !matches!(phase, Phase::Loading { .. })).await;
        arrived.map_or(Phase::Gone(None), |phase| phase.clone())
    }

    /// Shows how far the loading is; false if nobody wants it any more.
    pub(super) fn progress(&self, read: u64, of: u64) -> bool {
        self.phase.send_if_modified(|phase| {
            let loading = matches!(phase, Phase::Loading { .. });
            if loading {
                *phase = Phase::Loading { read, of };
            }
            loading
        })
    }

    /// From now on it can be asked; false if it was dropped meanwhile.
    pub(super) fn keep(&self) -> bool {
        self.phase.send_if_modified(|phase| {
            let loading = matches!(phase, Phase::Loading { .. });
            if loading {
                *phase = Phase::Kept;
            }
            loading
        })
    }

    /// Tells all who wait that the index is not coming.
    pub(super) fn leave(&self, failed: Option<&StoreError>) {
        self.phase.send_if_modified(|phase| {
            let staying = !matches!(phase, Phase::Gone(_));
            if staying {
                *phase = Phase::Gone(failed.map(ToString::to_string));
            }
            staying
        });
        self.meanwhile().clear();
    }

    /// From now on the writer tells of every change.
    pub(super) fn feed(&self) {
        self.fed.store(true, Ordering::Release);
    }

    /// True if the writer must tell of changes.
    pub(super) fn is_fed(&self) -> bool {
        self.fed.load(Ordering::Acquire) && !self.is_gone()
    }

    /// Notes changes that are about to be committed; says how many bytes are owed now.
    pub(super) fn owe(&self, bytes: usize) -> usize {
        self.owed.fetch_add(bytes, Ordering::Relaxed) + bytes
    }

    pub(super) fn paid(&self, bytes: usize) {
        self.owed.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Keeps changes for when the index has been read.
    pub(super) fn later(&self, changes: Vec<Change>) {
        self.meanwhile().extend(changes);
    }

    /// What has changed since the reading of the index began, or since this was asked last.
    pub(super) fn take_meanwhile(&self) -> Vec<Change> {
        std::mem::take(&mut *self.meanwhile())
    }

    fn meanwhile(&self) -> MutexGuard<'_, Vec<Change>> {
        self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn used(&self, question: u64) {
        self.used.store(question, Ordering::Relaxed);
    }

    pub(super) fn last_used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// Memory taken, in bytes, estimated.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn weighs(&self, bytes: usize) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }
}
