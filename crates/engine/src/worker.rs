//! Workers: each is a loop around one callable step, run on a wake-up *and* on a timer.
//!
//! A step reads what there is to do from the log and the store, and needs no hint: a lost wake-up only makes it
//! later. Tests call [`Step::run_once`] and never sleep.

pub mod apply;
pub mod complete;
pub mod deliver;
mod holding;
pub mod imports;
pub mod reconcile;
pub mod schedule;
pub mod trim;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::FutureExt;
use log::LogError;
use store::StoreError;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::intake::receipts::ReceiptsError;

/// One kind of work.
#[async_trait]
pub trait Step: Send + Sync {
    /// What it is called in logs and metrics.
    fn name(&self) -> &'static str;
    /// Does a bounded piece of what there is to do.
    async fn run_once(&self) -> Result<Progress, WorkError>;
    /// Gives back what it holds, when its worker ends.
    async fn end(&self) {}
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Something was done; there may be more.
    Worked,
    /// There is nothing to do now.
    Idle,
}

/// Why a step could not be finished. Nothing is lost: it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Taking receipts in.
    #[error(transparent)]
    Receipts(#[from] ReceiptsError),
    /// A bug: the step panicked; what it said stands in the log.
    #[error("the step panicked")]
    Panicked,
}

/// Wakes workers that wait, in this process.
#[derive(Debug, Clone, Default)]
pub struct Wake(watch::Sender<u64>);

impl Wake {
    /// There may be something to do.
    pub fn ring(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Waits for rings from now on.
    pub fn listen(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}

/// All workers of a process.
#[derive(Default)]
pub struct Crew {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Crew {
    /// Starts a worker that looks for work whenever it is woken, and at least `every` so often.
    pub fn hire(&mut self, step: Arc<dyn Step>, wake: watch::Receiver<u64>, every: Duration) {
        self.tasks.spawn(work(step, wake, every, self.stop.subscribe()));
    }

    /// Lets every worker finish its step, and waits for them at most so long.
    pub async fn dismiss(mut self, patience: Duration) {
        self.stop.send_replace(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(patience, all).await.is_err() {
            tracing::warn!("some workers did not finish in time; their work is taken up at the next start");
        }
    }
}

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

async fn work(
    step: Arc<dyn Step>,
    mut wake: watch::Receiver<u64>,
    every: Duration,
    mut ending: watch::Receiver<bool>,
) {
    let (mut pause, mut heard) = (FIRST_PAUSE, true);
    while !*ending.borrow() {
        wake.mark_unchanged();
        let rest = match run(&*step).await {
            Ok(Progress::Worked) => {
                pause = FIRST_PAUSE;
                tokio::task::yield_now().await;
                continue;
            }
            Ok(Progress::Idle) => {
                pause = FIRST_PAUSE;
                every
            }
            Err(error) => {
                tracing::warn!(
                    worker = step.name(),
                    error = &error as &dyn std::error::Error,
                    "will try again"
                );
                metrics::counter!("minicrm_worker_errors_total", "worker" => step.name()).increment(1);
                let rest = pause;
                pause = (pause * 2).min(LONGEST_PAUSE);
                // After an error a wake-up must not turn the pause into a busy loop.
                wake = silenced(wake, rest, &mut ending).await;
                continue;
            }
        };
        tokio::select! {
            // A wake-up nobody can ring any more is not listened to: the timer remains.
            woken = wake.changed(), if heard => heard = woken.is_ok(),
            () = tokio::time::sleep(rest) => {}
            _ = ending.changed() => {}
        }
    }
    step.end().await;
}

/// Runs a step. One that panics has failed like any other: a bug in one batch must not end the worker.
async fn run(step: &dyn Step) -> Result<Progress, WorkError> {
    let outcome = std::panic::AssertUnwindSafe(step.run_once()).catch_unwind().await;
    outcome.unwrap_or(Err(WorkError::Panicked))
}

/// Waits out a pause, deaf to wake-ups but not to the end.
async fn silenced(
    wake: watch::Receiver<u64>,
    rest: Duration,
    ending: &mut watch::Receiver<bool>,
) -> watch::Receiver<u64> {
    tokio::select! {
        () = tokio::time::sleep(rest) => {}
        _ = ending.changed() => {}
    }
    wake
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// Panics at its first run; says when it has run again.
    struct Clumsy {
        runs: AtomicU32,
        again: Wake,
    }

    #[async_trait]
    impl Step for Clumsy {
        fn name(&self) -> &'static str {
            "clumsy"
        }

        async fn run_once(&self) -> Result<Progress, WorkError> {
            assert!(self.runs.fetch_add(1, Ordering::Relaxed) > 0, "the first run of a clumsy step");
            self.again.ring();
            Ok(Progress::Idle)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_step_that_panics_is_tried_again() {
        let again = Wake::default();
        let mut ran = again.listen();
        let mut crew = Crew::default();
        crew.hire(
            Arc::new(Clumsy { runs: AtomicU32::new(0), again }),
            Wake::default().listen(),
            LONGEST_PAUSE,
        );
        ran.changed().await.unwrap();
        crew.dismiss(LONGEST_PAUSE).await;
    }
}
