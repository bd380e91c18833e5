//! The one thread that changes indexes: it takes in what the writer commits, in that order, and hands indexes to those
//! who ask.
//!
//! A transaction is told of before it is committed, and taken in when that has succeeded. So whoever asks after a
//! commit stands behind it in the queue, and the index they get has seen it.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use audience::Index;
use tokio::sync::oneshot;

use super::change::Change;
use super::feed::Seats;
use super::seat::{Reading, Seat};
use super::shelf::Shelf;
use crate::StoreError;
use crate::reading::{corrupt, unavailable};

/// What the thread is told.
#[derive(Debug)]
pub(super) enum News {
    /// A transaction that is being committed. If nobody says that it was, what it changes is not known any more.
    Changes { of: Vec<(Arc<Seat>, Vec<Change>)>, committed: oneshot::Receiver<()> },
    /// An index was read, with what was committed before its seat was fed, and perhaps with some of what came later
    /// for the seat: the rest waits in the seat.
    Loaded(Arc<Seat>, Box<Index>),
    /// The store is closing: an index goes into a file, to be noted under this number.
    Put(Arc<Seat>, i64, oneshot::Sender<io::Result<bool>>),
    /// Somebody wants to look at an index.
    Asked(Arc<Seat>, oneshot::Sender<Reading>),
}

/// How long a merge waits for those who look at the index.
const PAUSE: Duration = Duration::from_millis(5);

/// Indexes that change all the time are weighed after so many transactions, others when there is time.
const WEIGHED_AFTER: u32 = 64;

/// Everything the thread owns.
#[derive(Debug)]
pub(super) struct Keeper {
    seats: Arc<Seats>,
    shelf: Arc<Shelf>,
    news: Receiver<News>,
    /// Indexes that changed and were not looked after since.
    changed: Vec<Arc<Seat>>,
    /// Transactions since an index was weighed.
    unweighed: u32,
}

impl Keeper {
    pub(super) const fn new(seats: Arc<Seats>, shelf: Arc<Shelf>, news: Receiver<News>) -> Self {
        Self { seats, shelf, news, changed: Vec::new(), unweighed: 0 }
    }

    /// Runs until nobody can tell it anything.
    pub(super) fn run(mut self) {
        while let Some(news) = self.next() {
            match news {
                News::Changes { of, committed } => {
                    let committed = committed.blocking_recv().is_ok();
                    for (seat, changes) in of {
                        self.change(&seat, changes, committed);
                    }
                }
                News::Put(seat, token, answer) => {
                    // One who no longer waits is no error.
                    let _ = answer.send(self.put(&seat, token));
                }
                News::Loaded(seat, index) => self.seat(&seat, *index),
                News::Asked(seat, answer) => {
                    // Only this thread changes an index, and now it does not.
                    if seat.is_kept()
                        && let Ok(reading) = Arc::clone(seat.index()).try_read_owned()
                    {
                        // One who no longer waits is no error.
                        let _ = answer.send(reading);
                    }
                }
            }
        }
    }

    /// What comes next; in between, indexes that have changed are put in order.
    fn next(&mut self) -> Option<News> {
        loop {
            match self.news.try_recv() {
                Ok(news) => return Some(news),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {}
            }
            if self.changed.is_empty() {
                return self.news.recv().ok();
            }
            if !self.look_after_one() {
                match self.news.recv_timeout(PAUSE) {
                    Ok(news) => return Some(news),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return None,
                }
            }
        }
    }

    /// Merges a part of an index, or weighs it when nothing is left to merge; false if somebody looks at it just now.
    fn look_after_one(&mut self) -> bool {
        let Some(seat) = self.changed.pop() else { return true };
        if seat.is_gone() {
            return true;
        }
        let Ok(mut index) = seat.index().try_write() else {
            self.changed.insert(0, seat);
            return false;
        };
        match attempt(|| Ok(index.merge())) {
            Ok(true) => {
                drop(index);
                self.changed.push(seat);
            }
            Ok(false) => {
                seat.weighs(index.bytes());
                drop(index);
                self.seats.trim();
            }
            Err(error) => {
                drop(index);
                self.seats.drop_one(&seat, Some(&error));
            }
        }
        true
    }

    fn change(&mut self, seat: &Arc<Seat>, changes: Vec<Change>, committed: bool) {
        let weight: usize = changes.iter().map(Change::weight).sum();
        if !committed {
            let error = unavailable("a transaction was not committed");
            self.seats.drop_one(seat, Some(&error));
        } else if seat.is_gone() {
            // Nobody will ask it.
        } else if seat.is_kept() {
            let mut index = seat.index().blocking_write();
            let applied = apply(&mut index, changes);
            // An index that is never left alone must be put in order all the same.
            let merged = applied.and_then(|()| attempt(|| Ok(index.merge())));
            self.unweighed += 1;
            if self.unweighed == WEIGHED_AFTER {
                seat.weighs(index.bytes());
            }
            drop(index);
            if self.unweighed == WEIGHED_AFTER {
                self.unweighed = 0;
                self.seats.trim();
            }
            match merged {
                Ok(_) => self.note(seat),
                Err(error) => self.seats.drop_one(seat, Some(&error)),
            }
        } else {
            // Paid for when the index is there.
            seat.later(changes);
            return;
        }
        seat.paid(weight);
    }

    fn seat(&mut self, seat: &Arc<Seat>, mut index: Index) {
        match take_in(seat, &mut index) {
            Ok(_) => {
                seat.weighs(index.bytes());
                *seat.index().blocking_write() = index;
                if seat.keep() {
                    self.note(seat);
                    self.seats.trim();
                }
            }
            Err(error) => self.seats.drop_one(seat, Some(&error)),
        }
    }

    fn put(&self, seat: &Seat, token: i64) -> io::Result<bool> {
        if !seat.is_kept() {
            return Ok(false);
        }
        let mut index = seat.index().blocking_write();
        attempt(|| Ok(self.shelf.put(seat.workspace, token, &mut index))).map_err(io::Error::other)?
    }

    fn note(&mut self, seat: &Arc<Seat>) {
        if !self.changed.iter().any(|noted| Arc::ptr_eq(noted, seat)) {
            self.changed.push(Arc::clone(seat));
        }
    }
}

/// Takes in what was committed while an index was loaded, as far as it is known; false if that was nothing.
pub(super) fn take_in(seat: &Seat, index: &mut Index) -> Result<bool, StoreError> {
    let changes = seat.take_meanwhile();
    let weight: usize = changes.iter().map(Change::weight).sum();
    let any = !changes.is_empty();
    apply(index, changes)?;
    seat.paid(weight);
    Ok(any)
}

fn apply(index: &mut Index, changes: Vec<Change>) -> Result<(), StoreError> {
    attempt(|| changes.into_iter().try_for_each(|change| change.apply(index)))
}

/// A bug in an index must not end the thread that keeps them all: it is dropped as after any other error.
pub(super) fn attempt<T>(act: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or_else(|_| Err(corrupt("an index panicked")))
}
