//! Workers: each is a loop around one callable step, run on a wake-up *and* on a timer.
//!
//! A step reads what there is to do from the log and the store, and needs no hint: a lost wake-up only makes it
//! later. Tests call [`Step::run_once`] and never sleep.

pub mod apply;
pub mod deliver;
pub mod reconcile;
pub mod trim;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
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
}

/// Wakes workers that wait.
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
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

async fn work(
    step: Arc<dyn Step>,
    mut wake: watch::Receiver<u64>,
    every: Duration,
    mut ending: watch::Receiver<bool>,
) {
    let (mut pause, mut heard) = (FIRST_PAUSE, true);
    while !*ending.borrow() {
        wake.mark_unchanged();
        let rest = match step.run_once().await {
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
