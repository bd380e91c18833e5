//! From the log to the store: reads after the mark, applies, and moves the mark in the same transaction.
//!
//! Of the workers that share a log one holds a partition at a time. That only saves work from being done twice: one
//! that has lost its right without noticing applies nothing, since the mark is no longer where it read it.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::{Timestamp, Topic};
use log::{Entry, Log, LogError, Partition, Position, ReadLimit};
use store::{Batch, Step as StoreStep, Store, StoreError};

use super::holding::holding;
use super::{Progress, Step, WorkError};
use crate::aside::aside;
use crate::crash;
use crate::intake::codec::{self, Logged};
use crate::pulse::Pulse;

/// As much as one transaction applies: enough to be fast when behind, little enough to stay live.
const LIMIT: ReadLimit = ReadLimit { entries: 256, bytes: 8 << 20 };

/// A transaction that takes longer is followed by a smaller one: servers end those that take a minute, and whoever
/// waits for what was accepted sees it only when all of it is applied.
const SLOW: Duration = Duration::from_secs(5);
/// One that is faster is followed by a larger one, which costs less for each record.
const FAST: Duration = Duration::from_secs(1);

/// So long after its holder has died a partition passes on.
const HOLD: Duration = Duration::from_secs(5);
/// How often the right to it is prolonged while a transaction takes its time.
const PROLONG: Duration = Duration::from_millis(1_500);

/// Bytes of payload that are decoded without stepping aside.
const AT_ONCE: usize = 64 << 10;

/// Applies one topic.
pub struct Apply {
    log: Arc<dyn Log>,
    store: Arc<dyn Store>,
    pulse: Arc<Pulse>,
    topic: Topic,
    holder: String,
    held: Mutex<BTreeSet<Partition>>,
    /// Entries of the next transaction.
    entries: AtomicUsize,
}

impl Apply {
    /// A worker that reads from `log`, writes to `store`, raises the pulse after each transaction, and is told from
    /// others by `holder`.
    pub fn new(
        log: Arc<dyn Log>,
        store: Arc<dyn Store>,
        pulse: Arc<Pulse>,
        topic: Topic,
        holder: String,
    ) -> Self {
        let entries = AtomicUsize::new(LIMIT.entries);
        Self { log, store, pulse, topic, holder, held: Mutex::default(), entries }
    }
}

#[async_trait]
impl Step for Apply {
    fn name(&self) -> &'static str {
        self.topic.as_str()
    }

    async fn run_once(&self) -> Result<Progress, WorkError> {
        let mut progress = Progress::Idle;
        let mut done = self.held();
        for (partition, head) in self.log.heads(self.topic).await? {
            let Some(after) = self.mark(partition).await?.filter(|after| *after < head) else { continue };
            if !self.hold(partition).await? {
                continue;
            }
            done.remove(&partition);
            let prolong = async || self.hold(partition).await.map(|_| ()).or(Ok(()));
            if holding(PROLONG, prolong, self.advance(partition, after)).await? {
                progress = Progress::Worked;
            }
        }
        self.let_go(done).await;
        Ok(progress)
    }

    async fn end(&self) {
        self.let_go(self.held()).await;
    }
}

impl Apply {
    /// Up to where a partition is applied; `None` for a mark that no log gives out.
    async fn mark(&self, partition: Partition) -> Result<Option<Position>, StoreError> {
        Ok(Position::from_u64(self.store.mark(self.topic, partition.workspace).await?))
    }

    /// Takes the right to a partition, or prolongs it; false if another worker has it.
    async fn hold(&self, partition: Partition) -> Result<bool, WorkError> {
        let ours = self.log.hold(partition, &self.holder, HOLD).await?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if ours {
            held.insert(partition);
        } else {
            held.remove(&partition);
        }
        Ok(ours)
    }

    /// The partitions that were held when this worker last asked.
    fn held(&self) -> BTreeSet<Partition> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives partitions back. One that cannot be given back passes on by itself.
    async fn let_go(&self, partitions: BTreeSet<Partition>) {
        for partition in partitions {
            if let Err(error) = self.log.let_go(partition, &self.holder).await {
                tracing::debug!(%partition, error = &error as &dyn std::error::Error, "cannot let go");
            }
            self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&partition);
        }
    }

    /// Applies what stands after the mark, as much as fits one transaction; false if somebody else did.
    async fn advance(&self, partition: Partition, after: Position) -> Result<bool, WorkError> {
        let limit = ReadLimit { entries: self.entries.load(Ordering::Relaxed), ..LIMIT };
        let entries = self.log.read_after(partition, after, limit).await?;
        let Some(last) = entries.last() else { return Ok(false) };
        crash::point("ingest.read");
        let workspace = partition.workspace;
        let step = StoreStep { workspace, from: after.get(), to: last.position.get() };
        let records: u64 = entries.iter().map(|entry| u64::from(entry.records)).sum();
        let (taken, began) = (entries.len(), Instant::now());
        let applied = match self.topic {
            Topic::Customers => self.store.apply_customers(step, decode(entries).await?).await,
            Topic::Orders => self.store.apply_orders(step, decode(entries).await?).await,
            Topic::Receipts => self.store.apply_receipts(step, decode(entries).await?).await,
        };
        let failed = matches!(&applied, Err(error) if error.is_transient());
        let next = next_limit(limit.entries, taken, began.elapsed(), failed);
        self.entries.store(next, Ordering::Relaxed);
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

/// How many entries the next transaction takes, after one of `taken` entries with room for `limit`.
fn next_limit(limit: usize, taken: usize, took: Duration, failed: bool) -> usize {
    if took > SLOW || failed {
        (taken / 2).max(1)
    } else if took < FAST && taken == limit {
        (limit * 2).min(LIMIT.entries)
    } else {
        limit
    }
}

/// Decodes entries; many of them on a thread of its own, so that requests do not wait meanwhile.
async fn decode<T: Logged + Send + 'static>(entries: Vec<Entry>) -> Result<Vec<Batch<T>>, LogError> {
    let decode = |entry: Entry| {
        let received_at = Timestamp::from_millis(entry.received_at_ms).unwrap_or(Timestamp::EPOCH);
        codec::decode(entry.position.get(), received_at, &entry.payload)
    };
    let bytes: usize = entries.iter().map(|entry| entry.payload.len()).sum();
    let all = move || entries.into_iter().map(decode).collect();
    if bytes > AT_ONCE { aside("decoding entries", all).await } else { Ok(all()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_that_takes_too_long_or_fails_is_followed_by_smaller_ones_until_they_are_fast_again() {
        let minute = Duration::from_mins(1);
        assert_eq!(next_limit(256, 200, minute, false), 100);
        assert_eq!(next_limit(256, 256, Duration::ZERO, true), 128, "too large to be applied, perhaps");
        assert_eq!(next_limit(1, 1, minute, true), 1);
        assert_eq!(next_limit(100, 100, Duration::ZERO, false), 200);
        assert_eq!(next_limit(200, 200, Duration::ZERO, false), 256);
        assert_eq!(next_limit(100, 7, Duration::ZERO, false), 100, "that says nothing about a hundred");
        assert_eq!(next_limit(100, 100, Duration::from_secs(2), false), 100);
    }
}
