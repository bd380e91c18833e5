//! One thing to write, and who waits for it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::{Durability, Turn, Writing};
use crate::StoreError;
use crate::sqlite::failure::corrupt;

/// A job without its types.
pub(super) trait Job: Send {
    /// How durable it must be when it is answered.
    fn durability(&self) -> Durability;
    /// When it may run.
    fn turn(&self) -> Turn;
    /// Does the work. False if what it wrote is to be undone; then its outcome is an error.
    fn perform(&mut self, writing: &mut Writing<'_>) -> bool;
    /// Answers that all of it is committed, or with its own error.
    fn answer(self: Box<Self>);
    /// Answers that the transaction failed under it.
    fn fail(self: Box<Self>, error: StoreError);
}

/// A job with its types.
pub(super) struct Task<T, W> {
    turn: Turn,
    durability: Durability,
    work: Option<W>,
    outcome: Option<Result<T, StoreError>>,
    answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, W> Task<T, W> {
    pub(super) fn new(
        turn: Turn,
        durability: Durability,
        work: W,
        answer: oneshot::Sender<Result<T, StoreError>>,
    ) -> Self {
        Self { turn, durability, work: Some(work), outcome: None, answer }
    }
}

impl<T, W> Job for Task<T, W>
where
    T: Send,
    W: FnOnce(&mut Writing<'_>) -> Result<T, StoreError> + Send,
{
    fn durability(&self) -> Durability {
        self.durability
    }

    fn turn(&self) -> Turn {
        self.turn
    }

    fn perform(&mut self, writing: &mut Writing<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        // A bug in one job must not end the thread that everybody writes through. The job's own state is gone with
        // the unwinding, and what it wrote is undone.
        let outcome = catch_unwind(AssertUnwindSafe(|| work(writing)))
            .unwrap_or_else(|panic| Err(corrupt(format!("a write panicked: {}", message(&*panic)))));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>) {
        if let Some(outcome) = self.outcome {
            // One who no longer waits is no error.
            let _ = self.answer.send(outcome);
        }
    }

    fn fail(self: Box<Self>, error: StoreError) {
        // Its own error says more than that of the transaction.
        let error = match self.outcome {
            Some(Err(own)) => own,
            _ => error,
        };
        let _ = self.answer.send(Err(error));
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
