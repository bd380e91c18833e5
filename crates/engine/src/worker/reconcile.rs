//! Asks the vendor for receipts that are late, and gives up on those past their deadline.
//!
//! Several processes may ask about the same messages: an answer that comes twice settles once, and what one gives up
//! another's answer still settles.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::message::WireId;
use store::{Overdue, Store};

use super::{Progress, Step, WorkError};
use crate::channel::Delivery;
use crate::intake::receipts::ReceiptIntake;
use crate::pulse::Pulse;

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
        let now = (self.clock)();
        let overdue = self.store.overdue(before(now, self.patience.ask_after), BATCH).await?;
        if overdue.is_empty() {
            return Ok(Progress::Idle);
        }
        let deadline = before(now, self.patience.give_up_after);
        let (lost, late): (Vec<Overdue>, Vec<Overdue>) =
            overdue.iter().partition(|message| message.submitted_at <= deadline);
        self.ask(&ids(&overdue), now).await?;
        // Asked one last time above: an answer on its way through the log still settles an uncertain message.
        self.store.give_up(&ids(&lost), now).await?;
        for message in &lost {
            self.pulse.raise(message.workspace);
        }
        Ok(if late.len() + lost.len() == BATCH as usize { Progress::Worked } else { Progress::Idle })
    }
}

impl Reconcile {
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
