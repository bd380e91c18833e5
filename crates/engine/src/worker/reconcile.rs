//! Asks the vendor for receipts that are late, and gives up on those past their deadline.
//!
//! A receipt that waits in the log is not late: nobody is asked about the messages of a workspace whose receipts are not
//! applied yet. Of several processes one asks at a time. That only saves the vendor from being asked twice: an answer
//! that comes twice settles once, and what was given up an answer still settles.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::message::WireId;
use domain::{Timestamp, Topic, WorkspaceId};
use log::{Log, Partition};
use store::{Overdue, Store};

use super::holding::holding;
use super::{Progress, Step, WorkError};
use crate::channel::Delivery;
use crate::intake::receipts::ReceiptIntake;
use crate::pulse::Pulse;

/// So long after its holder has died the right to ask passes on.
const HOLD: Duration = Duration::from_secs(5);
/// How often it is prolonged while a vendor takes its time to answer.
const PROLONG: Duration = Duration::from_millis(1_500);
/// Ids asked about in one call.
const BATCH: u32 = 1_000;

/// How long receipts may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// After this the vendor is asked, and asked again as often.
    pub ask_after: Duration,
    /// After this the message is uncertain.
    pub give_up_after: Duration,
}

/// Reconciles what was submitted with what the vendor says.
pub struct Reconcile {
    /// Which receipts wait to be applied, and who may ask.
    pub log: Arc<dyn Log>,
    /// Tells this worker from others.
    pub holder: String,
    /// What is awaited.
    pub store: Arc<dyn Store>,
    /// Who is asked.
    pub vendor: Arc<dyn Delivery>,
    /// Where answers go: through the log, like any receipt.
    pub receipts: Arc<ReceiptIntake>,
    /// Raised when something has changed.
    pub pulse: Arc<Pulse>,
    /// How long to wait.
    pub patience: Patience,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

#[async_trait]
impl Step for Reconcile {
    fn name(&self) -> &'static str {
        "reconcile"
    }

    async fn run_once(&self) -> Result<Progress, WorkError> {
        let Some(everyone) = everyone() else { return Ok(Progress::Idle) };
        let hold = async || self.log.hold(everyone, &self.holder, HOLD).await;
        if !hold().await? {
            return Ok(Progress::Idle);
        }
        // Whoever cannot prolong it goes on: two that ask do no harm.
        holding(PROLONG, async || hold().await.map(|_| ()).or(Ok(())), self.reconcile()).await
    }

    async fn end(&self) {
        if let Some(everyone) = everyone() {
            // What cannot be given back passes on by itself.
            let _ = self.log.let_go(everyone, &self.holder).await;
        }
    }
}

/// Stands for the receipts of all workspaces in the right to ask about them: no workspace has this id.
fn everyone() -> Option<Partition> {
    WorkspaceId::from_i64(i64::MAX).map(|workspace| Partition { topic: Topic::Receipts, workspace })
}

impl Reconcile {
    /// Asks about what is late, as much as goes into one call.
    async fn reconcile(&self) -> Result<Progress, WorkError> {
        let now = (self.clock)();
        let mut overdue = self.store.overdue(before(now, self.patience.ask_after), BATCH).await?;
        if overdue.is_empty() {
            return Ok(Progress::Idle);
        }
        let full = overdue.len() == BATCH as usize;
        let behind = self.behind().await?;
        overdue.retain(|message| !behind.contains(&message.workspace));
        if overdue.is_empty() {
            return Ok(Progress::Idle);
        }
        let deadline = before(now, self.patience.give_up_after);
        let lost: Vec<Overdue> =
            overdue.iter().copied().filter(|message| message.submitted_at <= deadline).collect();
        self.ask(&ids(&overdue), now).await?;
        // Asked one last time above: an answer on its way through the log still settles an uncertain message.
        self.store.give_up(&ids(&lost), now).await?;
        for message in &lost {
            self.pulse.raise(message.workspace);
        }
        Ok(if full { Progress::Worked } else { Progress::Idle })
    }

    /// Workspaces with receipts that wait to be applied: what is missing there may be among them.
    async fn behind(&self) -> Result<HashSet<WorkspaceId>, WorkError> {
        let mut behind = HashSet::new();
        for (Partition { topic, workspace }, head) in self.log.heads(Topic::Receipts).await? {
            if self.store.mark(topic, workspace).await? < head.get() {
                behind.insert(workspace);
            }
        }
        Ok(behind)
    }

    /// Asks the vendor about late receipts. A vendor that cannot be asked is asked again later.
    async fn ask(&self, ids: &[WireId], now: Timestamp) -> Result<(), WorkError> {
        let again = Timestamp::plus_millis(now, millis(self.patience.ask_after));
        self.store.asked(ids, again).await?;
        match self.vendor.status(ids).await {
            Ok(Some(receipts)) if !receipts.is_empty() => {
                self.receipts.accept(receipts, now).await?;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "cannot ask the vendor for receipts"
                );
            }
        }
        Ok(())
    }
}

fn ids(messages: &[Overdue]) -> Vec<WireId> {
    messages.iter().map(|message| message.id).collect()
}

fn before(now: Timestamp, span: Duration) -> Timestamp {
    now.plus_millis(-millis(span))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 2)
}
