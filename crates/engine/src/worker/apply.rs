//! From the log to the store: reads after the mark, applies, and moves the mark in the same transaction.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Timestamp, Topic};
use log::{Entry, Log, Partition, Position, ReadLimit};
use serde::de::DeserializeOwned;
use store::{Batch, Step as StoreStep, Store, StoreError};

use super::{Progress, Step, WorkError};
use crate::crash;
use crate::intake::codec;
use crate::pulse::Pulse;

/// As much as one transaction applies: enough to be fast when behind, little enough to stay live.
const LIMIT: ReadLimit = ReadLimit { entries: 256, bytes: 8 << 20 };

/// Applies one topic.
pub struct Apply {
    /// Where entries come from.
    pub log: Arc<dyn Log>,
    /// Where their effects go.
    pub store: Arc<dyn Store>,
    /// Raised after each transaction.
    pub pulse: Arc<Pulse>,
    /// Which entries.
    pub topic: Topic,
}

#[async_trait]
impl Step for Apply {
    fn name(&self) -> &'static str {
        self.topic.as_str()
    }

    async fn run_once(&self) -> Result<Progress, WorkError> {
        let mut progress = Progress::Idle;
        for (partition, head) in self.log.heads(self.topic).await? {
            let mark = self.store.mark(self.topic, partition.workspace).await?;
            let Some(after) = Position::from_u64(mark).filter(|after| *after < head) else { continue };
            if self.advance(partition, after).await? {
                progress = Progress::Worked;
            }
        }
        Ok(progress)
    }
}

impl Apply {
    /// Applies what stands after the mark, as much as fits one transaction; false if somebody else did.
    async fn advance(&self, partition: Partition, after: Position) -> Result<bool, WorkError> {
        let entries = self.log.read_after(partition, after, LIMIT).await?;
        let Some(last) = entries.last() else { return Ok(false) };
        crash::point("ingest.read");
        let workspace = partition.workspace;
        let step = StoreStep { workspace, from: after.get(), to: last.position.get() };
        let records: u64 = entries.iter().map(|entry| u64::from(entry.records)).sum();
        let applied = match self.topic {
            Topic::Customers => self.store.apply_customers(step, decode(&entries)).await,
            Topic::Orders => self.store.apply_orders(step, decode(&entries)).await,
            Topic::Receipts => self.store.apply_receipts(step, decode(&entries)).await,
        };
        match applied {
            Ok(()) => {
                crash::point("ingest.applied");
                metrics::counter!("minicrm_applied_records_total", "topic" => self.topic.as_str())
                    .increment(records);
                self.pulse.raise(workspace);
                Ok(true)
            }
            // The mark has moved under us: look again from where it stands now.
            Err(StoreError::Fenced) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}

fn decode<T: DeserializeOwned>(entries: &[Entry]) -> Vec<Batch<T>> {
    let decode = |entry: &Entry| {
        let received_at = Timestamp::from_millis(entry.received_at_ms).unwrap_or(Timestamp::EPOCH);
        codec::decode(entry.position.get(), received_at, &entry.payload)
    };
    entries.iter().map(decode).collect()
}
