//! How a deed and its line in the audit log come to be written together.
//!
//! Every write of a store goes through one place of it. That place finds the note of the deed it belongs to here, and
//! adds the line to the transaction: both are there, or neither is. So no method takes a note as an argument, and none
//! can forget it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use crate::{Note, StoreError};

tokio::task_local! {
    static NOTING: Arc<Noting>;
}

/// A deed that is being done.
#[derive(Debug)]
pub(crate) struct Noting {
    note: Note,
    /// The id of what it has made; 0 until it has.
    made: AtomicI64,
    written: AtomicBool,
}

/// Does a deed that writes, and notes it in the same transaction. A deed that fails is not noted. If it writes several
/// times, the note goes with the first that succeeds.
///
/// # Errors
/// Those of the deed, and of writing the note, which undoes the deed.
pub async fn noted<T>(
    note: Note,
    deed: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    let noting = Arc::new(Noting { note, made: AtomicI64::new(0), written: AtomicBool::new(false) });
    let done = NOTING.scope(Arc::clone(&noting), deed).await?;
    debug_assert!(noting.written.load(Ordering::Relaxed), "{:?} wrote nothing", noting.note.deed);
    Ok(done)
}

/// The deed that the caller is doing, unless it is noted already.
pub(crate) fn here() -> Option<Arc<Noting>> {
    NOTING.try_with(Arc::clone).ok().filter(|noting| !noting.written.load(Ordering::Relaxed))
}

/// What the deed that the caller is doing makes has this id.
pub(crate) fn made(id: i64) {
    if let Some(noting) = here() {
        noting.made(id);
    }
}

impl Noting {
    /// What the deed makes has this id.
    pub(crate) fn made(&self, id: i64) {
        self.made.store(id, Ordering::Relaxed);
    }

    /// The note, on what was made if something was.
    pub(crate) fn note(&self) -> Note {
        let made = Some(self.made.load(Ordering::Relaxed)).filter(|id| *id != 0);
        Note { on: made.or(self.note.on), ..self.note.clone() }
    }

    /// The line is committed.
    pub(crate) fn written(&self) {
        self.written.store(true, Ordering::Relaxed);
    }
}
