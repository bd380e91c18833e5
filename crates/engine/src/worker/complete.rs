//! Completes campaigns with nothing left to hand over and nothing to await. A step of its own, so that a vendor that
//! takes its time to answer holds up no campaign's end.

use std::sync::Arc;

use async_trait::async_trait;
use domain::Timestamp;
use store::Store;

use super::{Progress, Step, WorkError};
use crate::pulse::Pulse;

/// Completes what has settled.
pub struct Complete {
    /// Which campaigns have.
    pub store: Arc<dyn Store>,
    /// Raised when one is complete.
    pub pulse: Arc<Pulse>,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

#[async_trait]
impl Step for Complete {
    fn name(&self) -> &'static str {
        "complete"
    }

    async fn run_once(&self) -> Result<Progress, WorkError> {
        for (workspace, _) in self.store.complete_settled((self.clock)()).await? {
            self.pulse.raise(workspace);
        }
        Ok(Progress::Idle)
    }
}
