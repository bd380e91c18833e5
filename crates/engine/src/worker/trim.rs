//! Keeps the log short: removes what the store has applied durably.

use std::sync::Arc;

use async_trait::async_trait;
use domain::Topic;
use log::{Log, Position};
use store::Store;

use super::{Progress, Step, WorkError};

/// Trims every partition below its durable mark.
pub struct Trim {
    /// What is trimmed.
    pub log: Arc<dyn Log>,
    /// Who knows how far.
    pub store: Arc<dyn Store>,
}

#[async_trait]
impl Step for Trim {
    fn name(&self) -> &'static str {
        "trim"
    }

    async fn run_once(&self) -> Result<Progress, WorkError> {
        for topic in Topic::ALL {
            for (partition, _) in self.log.heads(topic).await? {
                let mark = self.store.durable_mark(topic, partition.workspace).await?;
                if let Some(through) = Position::from_u64(mark) {
                    self.log.trim(partition, through).await?;
                }
            }
        }
        Ok(Progress::Idle)
    }
}
