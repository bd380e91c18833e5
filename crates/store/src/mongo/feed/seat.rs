//! The place of one workspace: its audience, what that has seen, and who waits for it.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use audience::Index;
use domain::WorkspaceId;
use mongodb::bson::RawDocumentBuf;
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, watch};

use super::audience::{Audience, Manner};
use super::change::{CAMPAIGNS, Change, Place};
use super::positions::{Positions, Voucher};
use crate::StoreError;
use crate::reading::{corrupt, unavailable};

/// A stream that says that there is nothing to tell is believed for so long. Longer than the ten seconds after which
/// an idle shard lets the others' changes pass.
const SILENCE: Duration = Duration::from_secs(12);

/// After so many changes it is found out how much memory is taken, which takes a while.
const WEIGHED_EVERY: u32 = 64;

/// An audience that is being filled, or is kept.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) workspace: WorkspaceId,
    held: Arc<RwLock<Held>>,
    state: watch::Sender<State>,
    /// The number of the question that used it last.
    used: AtomicU64,
    bytes: AtomicUsize,
    /// Customers and orders: how many the scan has read, and about how many there are.
    progress: [AtomicU64; 2],
    owed: Mutex<Option<Owed>>,
}

/// What has been asked for, and has not been seen since.
#[derive(Debug, Clone, Copy)]
struct Owed {
    positions: Positions,
    since: Instant,
}

/// What whoever waits can see.
#[derive(Debug, Clone)]
struct State {
    positions: Positions,
    phase: Phase,
}

#[derive(Debug, Clone)]
enum Phase {
    Filling,
    Kept,
    /// Dropped, and why, if not only in order to be filled again.
    Gone(Option<String>),
}

/// An audience and how far it is.
#[derive(Debug, Default)]
struct Held {
    audience: Audience,
    positions: Positions,
    /// Changes since it was last found out how much memory is taken.
    unweighed: u32,
    /// Present while the audience is being filled.
    filling: Option<Filling>,
    /// True if a change was applied in part.
    broken: bool,
}

/// How far a scan has come. It reads ranges of ids, ascending, of one kind after the other. What changes behind it is
/// applied; what changes before it will be read as it is then; only what changes in the range that is being read has to
/// be kept until it is there.
#[derive(Debug, Default)]
struct Filling {
    /// Everything up to here is in the index; nothing is, if `None`.
    reached: Option<Place>,
    /// Changes since the reading of the next range began, if one is being read.
    meanwhile: Option<Vec<Change>>,
    /// Where the workspace stood at the beginning.
    base: Option<Positions>,
    /// When the stream has come so far, it has told of everything that the scan may have seen.
    complete_at: Option<Positions>,
}

impl Filling {
    fn passed(&self, change: &Change) -> bool {
        self.reached.is_some_and(|reached| change.place() <= reached)
    }

    /// True if a change has to wait for what is being read: campaigns are read in no order.
    fn waits(&self, change: &Change) -> bool {
        self.meanwhile.is_some() && (change.place() == CAMPAIGNS || !self.passed(change))
    }
}

/// What became of waiting for an audience.
pub(super) enum Outcome {
    /// It has seen what was asked for.
    Seen(Reading),
    /// It was dropped, to be filled again.
    Gone,
    /// It could not be filled.
    Failed(String),
}

/// An index that does not change while it is looked at.
pub(super) struct Reading(OwnedRwLockReadGuard<Held>);

impl Reading {
    pub(super) fn index(&self) -> &Index {
        &self.0.audience.index
    }
}

impl Seat {
    pub(super) fn new(workspace: WorkspaceId) -> Self {
        let held = Held { filling: Some(Filling::default()), ..Held::default() };
        Self {
            workspace,
            held: Arc::new(RwLock::new(held)),
            state: watch::Sender::new(State { positions: Positions::default(), phase: Phase::Filling }),
            used: AtomicU64::new(0),
            bytes: AtomicUsize::new(0),
            progress: Default::default(),
            owed: Mutex::default(),
        }
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

    /// About so many customers and orders are to be read.
    pub(super) fn expects(&self, rows: u64) {
        self.progress[1].store(rows, Ordering::Relaxed);
    }

    /// So many more were read.
    pub(super) fn has_read(&self, rows: u64) {
        self.progress[0].fetch_add(rows, Ordering::Relaxed);
    }

    /// Why a question cannot be answered yet.
    pub(super) fn not_yet(&self) -> StoreError {
        if self.seen().is_some() {
            return unavailable("the audiences of this workspace are behind what is applied");
        }
        let [read, of] = self.progress.each_ref().map(|rows| rows.load(Ordering::Relaxed));
        StoreError::Loading { read, of: of.max(read) }
    }

    /// What the audience has seen, once it is filled.
    pub(super) fn seen(&self) -> Option<Positions> {
        let state = self.state.borrow();
        matches!(state.phase, Phase::Kept).then_some(state.positions)
    }

    pub(super) fn is_gone(&self) -> bool {
        matches!(self.state.borrow().phase, Phase::Gone(_))
    }

    /// Tells all who wait that the audience is not coming.
    pub(super) fn leave(&self, failed: Option<String>) {
        self.state.send_if_modified(|state| {
            let staying = !matches!(state.phase, Phase::Gone(_));
            if staying {
                state.phase = Phase::Gone(failed);
            }
            staying
        });
    }

    /// Waits until the audience has seen what is wanted.
    pub(super) async fn reading(&self, wanted: Positions) -> Outcome {
        let mut states = self.state.subscribe();
        if !self.seen().is_some_and(|seen| seen.cover(&wanted)) {
            self.owe(wanted);
        }
        let arrived = states.wait_for(|state| match state.phase {
            Phase::Filling => false,
            Phase::Kept => state.positions.cover(&wanted),
            Phase::Gone(_) => true,
        });
        let phase = arrived.await.map_or(Phase::Gone(None), |state| state.phase.clone());
        if let Phase::Gone(failed) = phase {
            return failed.map_or(Outcome::Gone, Outcome::Failed);
        }
        let held = Arc::clone(&self.held).read_owned().await;
        if held.broken { Outcome::Gone } else { Outcome::Seen(Reading(held)) }
    }

    fn owe(&self, positions: Positions) {
        let mut owed = self.owed();
        if owed.is_none() {
            *owed = Some(Owed { positions, since: Instant::now() });
        }
    }

    fn owed(&self) -> MutexGuard<'_, Option<Owed>> {
        self.owed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True if something was committed long before the stream was `asked` for news and had none, and the audience
    /// has not seen it.
    pub(super) fn in_arrears(&self, asked: Instant) -> bool {
        let seen = self.state.borrow().positions;
        let mut owed = self.owed();
        if owed.is_some_and(|owed| seen.cover(&owed.positions)) {
            *owed = None;
        }
        owed.is_some_and(|owed| owed.since + SILENCE < asked)
    }

    /// Notes where the workspace stood when the stream was open and nothing was read.
    pub(super) async fn begin(&self, base: Positions) {
        let mut held = self.held.write().await;
        held.positions.join(&base);
        if let Some(filling) = &mut held.filling {
            filling.base = Some(base);
        }
    }

    /// From now on the next range is being read.
    pub(super) async fn begin_range(&self) {
        if let Some(filling) = &mut self.held.write().await.filling {
            filling.meanwhile = Some(Vec::new());
        }
    }

    /// Takes in what was read: everything up to the id `reached`, and then what has changed meanwhile.
    pub(super) async fn end_range(
        self: &Arc<Self>,
        reached: Place,
        read: impl FnOnce(&mut Audience) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.change(move |held, workspace| {
            let Held { audience, filling: Some(filling), .. } = held else { return Ok(()) };
            read(audience)?;
            filling.reached = Some(reached);
            for change in filling.meanwhile.take().unwrap_or_default() {
                if filling.passed(&change) {
                    audience.apply(change, workspace, Manner::Lenient)?;
                }
            }
            audience.index.merge_while_loading();
            held.unweighed = u32::MAX;
            Ok(())
        })
        .await
    }

    /// Everything was read. The audience is complete when the stream has told of `positions`, too.
    pub(super) async fn complete_at(self: &Arc<Self>, positions: Positions) -> Result<(), StoreError> {
        *self.owed() = Some(Owed { positions, since: Instant::now() });
        self.change(move |held, _| {
            if let Some(filling) = &mut held.filling {
                filling.reached = Some(CAMPAIGNS);
                filling.complete_at = Some(positions);
            }
            held.complete();
            Ok(())
        })
        .await
    }

    /// Applies a transaction: all of it, or the audience is of no use any more.
    pub(super) async fn apply(
        self: &Arc<Self>,
        events: Vec<RawDocumentBuf>,
        voucher: Voucher,
    ) -> Result<(), StoreError> {
        self.change(move |held, workspace| {
            held.follow(voucher)?;
            let changes = events.iter().map(|event| Change::of(event, workspace));
            let mut changes: Vec<_> = changes.collect::<Result<_, _>>()?;
            // A transaction may write orders before the customers it makes for them.
            changes.sort_by_key(|change| change.place().0);
            for change in changes {
                held.apply(change, workspace)?;
            }
            held.complete();
            // A part at a time, which takes milliseconds.
            held.audience.index.merge();
            Ok(())
        })
        .await
    }

    /// Changes what is held, beside the other work of the runtime, and tells all who wait.
    async fn change(
        self: &Arc<Self>,
        change: impl FnOnce(&mut Held, WorkspaceId) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let mut held: OwnedRwLockWriteGuard<Held> = Arc::clone(&self.held).write_owned().await;
        let seat = Arc::clone(self);
        let work = move || {
            let result = change(&mut held, seat.workspace);
            held.broken |= result.is_err();
            if held.unweighed >= WEIGHED_EVERY {
                held.unweighed = 0;
                seat.bytes.store(held.audience.bytes(), Ordering::Relaxed);
            }
            held.unweighed = held.unweighed.saturating_add(1);
            seat.show(&held);
            result
        };
        tokio::task::spawn_blocking(work).await.map_err(unavailable)?
    }

    /// Tells all who wait how far the audience is, while it cannot change.
    fn show(&self, held: &Held) {
        self.state.send_modify(|state| {
            state.positions = held.positions;
            if held.filling.is_none() && matches!(state.phase, Phase::Filling) {
                state.phase = Phase::Kept;
            }
        });
    }
}

impl Held {
    /// Notes a voucher. Once it is filled, each begins where the one before it ended.
    fn follow(&mut self, voucher: Voucher) -> Result<(), StoreError> {
        let Voucher { workspace: _, place, from, to } = voucher;
        let at = self.positions.at(place);
        let follows = match &self.filling {
            None => from == *at,
            // The stream may be behind the scan; and until it is known where that began, it may begin anywhere.
            Some(filling) => to <= *at || from == *at || filling.base.is_none(),
        };
        if !follows {
            return Err(corrupt(format!("{place:?} went from {from} to {to} and was last seen at {at}")));
        }
        *at = to.max(*at);
        Ok(())
    }

    fn apply(&mut self, change: Change, workspace: WorkspaceId) -> Result<(), StoreError> {
        match &mut self.filling {
            None => self.audience.apply(change, workspace, Manner::Exact),
            Some(filling) if filling.waits(&change) => {
                if let Some(meanwhile) = &mut filling.meanwhile {
                    meanwhile.push(change);
                }
                Ok(())
            }
            // The scan may have seen what comes after this change: then it will be told of that, too.
            Some(filling) if filling.passed(&change) => {
                self.audience.apply(change, workspace, Manner::Lenient)
            }
            Some(_) => Ok(()),
        }
    }

    /// Ends the filling, if the stream has come far enough.
    fn complete(&mut self) {
        let complete_at = self.filling.as_ref().and_then(|filling| filling.complete_at);
        if complete_at.is_some_and(|complete_at| self.positions.cover(&complete_at)) {
            self.filling = None;
            self.audience.index.settle_down();
            self.unweighed = u32::MAX;
        }
    }
}
