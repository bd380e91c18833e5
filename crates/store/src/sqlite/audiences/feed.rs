//! Audiences in memory: an index for each workspace that was asked about, read from the file when somebody first asks,
//! kept by what the writer commits, and asked without reading customers.
//!
//! A seat is fed from the beginning of a transaction on, and at that instant the file is pinned for reading: so what
//! is read and what is told of afterwards are together everything, and nothing is in both. An index on which a change
//! cannot be carried out, or whose changes are too many to be kept, is dropped; the next question loads it again.
//!
//! One process writes: the server that holds the lock of its data folder. Commands that write beside it touch nothing
//! that audiences are made of.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use domain::WorkspaceId;
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::change::Change;
use super::keeper::{Keeper, News, attempt, take_in};
use super::load::Snapshot;
use super::seat::{Phase, Reading, Seat};
use super::shelf::Shelf;
use crate::StoreError;
use crate::reading::unavailable;
use crate::sqlite::Settings;

/// So many indexes are loaded at the same time.
const LOADS_AT_ONCE: usize = 2;
/// Changes that are not taken in yet may take so much memory in any case, in bytes.
const ALWAYS_OWED: usize = 64 << 20;
/// While an index is loaded, what is committed is taken in at most so often before the index is handed over.
const ROUNDS: usize = 20;

/// The indexes of a store.
#[derive(Debug)]
pub(in crate::sqlite) struct Feed {
    seats: Arc<Seats>,
    shelf: Arc<Shelf>,
    news: Mutex<Option<Sender<News>>>,
    keeper: Option<JoinHandle<()>>,
    loads: Arc<Semaphore>,
    loading: Mutex<Vec<JoinHandle<()>>>,
    closing: Arc<AtomicBool>,
    file: PathBuf,
    settings: Settings,
}

/// All seats, by workspace.
#[derive(Debug)]
pub(super) struct Seats {
    taken: Mutex<Taken>,
    /// Indexes that take more memory than this together, in bytes, are dropped, the least recently used first; one is
    /// always allowed.
    memory: AtomicUsize,
}

#[derive(Debug, Default)]
struct Taken {
    by_workspace: HashMap<WorkspaceId, Arc<Seat>>,
    /// Counts questions.
    questions: u64,
}

/// Whom to tell that a transaction was committed.
#[derive(Debug)]
pub(in crate::sqlite) struct Told(Option<oneshot::Sender<()>>);

impl Told {
    /// What the transaction changes may be taken in.
    pub(in crate::sqlite) fn committed(self) {
        if let Some(told) = self.0 {
            // The keeper ends with the store.
            let _ = told.send(());
        }
    }
}

impl Feed {
    /// Starts the thread that keeps indexes. Nothing is loaded before the first question.
    pub(in crate::sqlite) fn start(
        file: PathBuf,
        db: &Connection,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        let seats =
            Arc::new(Seats { taken: Mutex::default(), memory: AtomicUsize::new(settings.memory_budget) });
        let (news, heard) = mpsc::channel();
        let shelf = Arc::new(Shelf::beside(&file));
        shelf.tidy(db)?;
        let keeper = Keeper::new(Arc::clone(&seats), Arc::clone(&shelf), heard);
        let keeper = std::thread::Builder::new()
            .name("audience-keeper".into())
            .spawn(move || keeper.run())
            .map_err(unavailable)?;
        Ok(Self {
            seats,
            shelf,
            news: Mutex::new(Some(news)),
            keeper: Some(keeper),
            loads: Arc::new(Semaphore::new(LOADS_AT_ONCE)),
            loading: Mutex::default(),
            closing: Arc::default(),
            file,
            settings: settings.clone(),
        })
    }

    /// From now on indexes may take so much memory together, in bytes.
    pub(in crate::sqlite) fn set_memory(&self, bytes: usize) {
        self.seats.memory.store(bytes, Ordering::Relaxed);
    }

    /// The seat of a workspace, and whether it has just been made: then whoever asks has it loaded.
    pub(super) fn seat(&self, workspace: WorkspaceId) -> (Arc<Seat>, bool) {
        let mut taken = self.seats.lock();
        taken.questions += 1;
        let now = taken.questions;
        let new = !taken.by_workspace.contains_key(&workspace);
        let seat = taken.by_workspace.entry(workspace).or_insert_with(|| Arc::new(Seat::new(workspace)));
        seat.used(now);
        (Arc::clone(seat), new)
    }

    /// The right to load an index, for as long as it is held.
    pub(in crate::sqlite) async fn room(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        Arc::clone(&self.loads).acquire_owned().await.map_err(unavailable)
    }

    /// Pins the file for reading and has an index loaded from it. Called where a transaction of the writer begins: it
    /// is the first of which the seat is told.
    pub(super) fn load(&self, seat: &Arc<Seat>, room: OwnedSemaphorePermit) -> Result<(), StoreError> {
        if seat.is_gone() || self.closing.load(Ordering::Relaxed) {
            return Ok(());
        }
        let snapshot = Snapshot::take(&self.file, &self.settings)?;
        seat.feed();
        let (seat, seats) = (Arc::clone(seat), Arc::clone(&self.seats));
        let (news, closing, on_disk) = (self.news()?, Arc::clone(&self.closing), Arc::clone(&self.shelf));
        let work = move || {
            let read = attempt(|| {
                snapshot.load(&on_disk, seat.workspace, |read, of| {
                    !closing.load(Ordering::Relaxed) && seat.progress(read, of)
                })
            });
            let read = read.and_then(|mut index| {
                // Most of what came meanwhile is taken in here, where nobody waits.
                for _ in 0..ROUNDS {
                    if !take_in(&seat, &mut index)? {
                        break;
                    }
                    index.merge();
                }
                Ok(index)
            });
            drop(room);
            match read {
                // The keeper ends with the store.
                Ok(index) => drop(news.send(News::Loaded(seat, Box::new(index)))),
                Err(error) => seats.drop_one(&seat, Some(&error)),
            }
        };
        let thread =
            std::thread::Builder::new().name("audience-loader".into()).spawn(work).map_err(unavailable)?;
        let mut loading = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        loading.retain(|thread| !thread.is_finished());
        loading.push(thread);
        Ok(())
    }

    /// True if changes of a workspace must be told of.
    pub(in crate::sqlite) fn listens(&self, workspace: WorkspaceId) -> bool {
        self.seats.lock().by_workspace.get(&workspace).is_some_and(|seat| seat.is_fed())
    }

    /// Tells of what a transaction changes that is about to be committed. Unless whoever commits says that it was, the
    /// indexes it changes are dropped.
    pub(in crate::sqlite) fn tell(&self, changes: Vec<(WorkspaceId, Change)>) -> Told {
        let mut of: Vec<(Arc<Seat>, Vec<Change>)> = Vec::new();
        for (workspace, change) in changes {
            if let Some((_, known)) = of.iter_mut().find(|(seat, _)| seat.workspace == workspace) {
                known.push(change);
            } else if let Some(seat) = self.seats.fed(workspace) {
                of.push((seat, vec![change]));
            }
        }
        let memory = self.seats.memory.load(Ordering::Relaxed).max(ALWAYS_OWED);
        of.retain(|(seat, changes)| {
            let owed = seat.owe(changes.iter().map(Change::weight).sum());
            if owed > memory {
                let error = unavailable("more changed while it was loaded than can be kept in mind");
                self.seats.drop_one(seat, Some(&error));
            }
            owed <= memory
        });
        if of.is_empty() {
            return Told(None);
        }
        let (told, committed) = oneshot::channel();
        if let Ok(news) = self.news() {
            // The keeper ends with the store.
            let _ = news.send(News::Changes { of, committed });
        }
        Told(Some(told))
    }

    /// Takes back the notes of indexes on disk that a transaction is about to make wrong; says whose.
    pub(in crate::sqlite) fn unnote(
        &self,
        db: &Connection,
        changed: &BTreeSet<WorkspaceId>,
    ) -> Result<Vec<WorkspaceId>, StoreError> {
        self.shelf.unnote(db, changed)
    }

    /// The transaction that took notes back was committed.
    pub(in crate::sqlite) fn forget_noted(&self, workspaces: &[WorkspaceId]) {
        self.shelf.forget(workspaces);
    }

    /// Puts the indexes on disk for whoever opens the store next. Nothing is written any more but what this writes.
    pub(in crate::sqlite) fn shelve(&self, db: &Connection) -> Result<(), StoreError> {
        for seat in self.seats.kept() {
            let token = db.query_row("SELECT random()", [], |row| row.get(0))?;
            let (answer, put) = oneshot::channel();
            // The keeper ends with the store.
            let _ = self.news()?.send(News::Put(Arc::clone(&seat), token, answer));
            match put.blocking_recv() {
                Ok(Ok(true)) => self.shelf.note(db, seat.workspace, token)?,
                Ok(Ok(false)) | Err(_) => {}
                Ok(Err(error)) => {
                    tracing::warn!(workspace = %seat.workspace, %error, "audiences cannot be put on disk");
                }
            }
        }
        Ok(())
    }

    /// Asks for the index of a seat as it is after all that was committed. What comes is nothing if it was dropped.
    pub(super) fn ask(&self, seat: &Arc<Seat>) -> Result<oneshot::Receiver<Reading>, StoreError> {
        let (answer, reading) = oneshot::channel();
        // The keeper ends with the store.
        let _ = self.news()?.send(News::Asked(Arc::clone(seat), answer));
        Ok(reading)
    }

    /// The index of a workspace at the beginning of a transaction of the writer, which waits for it; `None` if it is
    /// not loaded.
    pub(in crate::sqlite) fn at_once(&self, workspace: WorkspaceId) -> Result<Option<Reading>, StoreError> {
        let Some(seat) = self.seats.fed(workspace).filter(|seat| seat.is_kept()) else { return Ok(None) };
        Ok(self.ask(&seat)?.blocking_recv().ok())
    }

    /// How far a workspace is loaded.
    pub(in crate::sqlite) fn progress(&self, workspace: WorkspaceId) -> StoreError {
        let seat = self.seats.lock().by_workspace.get(&workspace).cloned();
        match seat.map(|seat| seat.phase()) {
            Some(Phase::Loading { read, of }) => StoreError::Loading { read, of },
            _ => StoreError::Loading { read: 0, of: 0 },
        }
    }

    /// Drops a seat that cannot be loaded.
    pub(super) fn drop_one(&self, seat: &Arc<Seat>, failed: Option<&StoreError>) {
        self.seats.drop_one(seat, failed);
    }

    /// Drops the audiences of a workspace, so that the next question loads them again.
    #[cfg(test)]
    pub(in crate::sqlite) fn forget(&self, workspace: WorkspaceId) {
        if let Some(seat) = self.seats.fed(workspace) {
            self.seats.drop_one(&seat, None);
        }
    }

    /// Ends what is being loaded, and lets go of the file.
    pub(in crate::sqlite) fn stop_loading(&self) {
        self.closing.store(true, Ordering::Relaxed);
        let loading = std::mem::take(&mut *self.loading.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in loading {
            if thread.join().is_err() {
                tracing::error!("what loads audiences had panicked");
            }
        }
    }

    fn news(&self) -> Result<Sender<News>, StoreError> {
        let news = self.news.lock().unwrap_or_else(PoisonError::into_inner);
        news.clone().ok_or_else(|| unavailable("the store is closing"))
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.stop_loading();
        *self.news.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Some(keeper) = self.keeper.take()
            && keeper.join().is_err()
        {
            tracing::error!("what keeps audiences had panicked");
        }
    }
}

impl Seats {
    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn kept(&self) -> Vec<Arc<Seat>> {
        self.lock().by_workspace.values().filter(|seat| seat.is_kept()).cloned().collect()
    }

    fn fed(&self, workspace: WorkspaceId) -> Option<Arc<Seat>> {
        self.lock().by_workspace.get(&workspace).filter(|seat| seat.is_fed()).cloned()
    }

    /// Drops one index, so that the next question loads it again.
    pub(super) fn drop_one(&self, seat: &Arc<Seat>, failed: Option<&StoreError>) {
        let mut taken = self.lock();
        if taken.by_workspace.get(&seat.workspace).is_some_and(|seated| Arc::ptr_eq(seated, seat)) {
            taken.by_workspace.remove(&seat.workspace);
            if let Some(error) = failed {
                tracing::warn!(workspace = %seat.workspace, %error, "audiences are loaded again");
            }
        }
        drop(taken);
        seat.leave(failed);
    }

    /// Drops the least recently used indexes until the others fit into the budget. The last one stays.
    pub(super) fn trim(&self) {
        let mut taken = self.lock();
        let memory = self.memory.load(Ordering::Relaxed);
        let mut bytes: usize = taken.by_workspace.values().map(|seat| seat.bytes()).sum();
        while bytes > memory {
            let kept = || taken.by_workspace.values().filter(|seat| seat.is_kept());
            let Some(seat) = kept().min_by_key(|seat| seat.last_used()).cloned() else { return };
            if kept().count() == 1 {
                return;
            }
            tracing::debug!(workspace = %seat.workspace, bytes = seat.bytes(), "audiences are dropped to save memory");
            taken.by_workspace.remove(&seat.workspace);
            bytes -= seat.bytes();
            seat.leave(None);
        }
    }
}
