//! The trait every backend implements.

use std::time::Duration;

use async_trait::async_trait;
use domain::Topic;
use tokio::sync::watch;

use crate::{
    Appended, Entry, EntryInfo, Idempotency, Lag, LogError, NewEntry, Partition, Position, ReadLimit,
};

/// An ordered, partitioned, durable list of entries. The crate's documentation says what every backend promises.
///
/// Every method may end in [`LogError::Unavailable`] or [`LogError::Corrupt`].
#[async_trait]
pub trait Log: Send + Sync {
    /// Appends an entry at the end of its partition and returns when it is durable.
    ///
    /// With an idempotency key that was seen in the last 24 hours nothing is appended, and the answer is
    /// [`Appended::Replayed`] or [`Appended::Conflict`]. Waits while too much is queued already. Dropping the
    /// future does not take the entry back: it may or may not be appended.
    ///
    /// # Errors
    /// [`LogError::TooLarge`] above [`MAX_ENTRY_BYTES`](crate::MAX_ENTRY_BYTES).
    async fn append(
        &self,
        partition: Partition,
        entry: NewEntry,
        idempotency: Option<Idempotency>,
    ) -> Result<Appended, LogError>;

    /// The entries after a position, oldest first: as many as the limit allows, and at least one if there is one.
    async fn read_after(
        &self,
        partition: Partition,
        after: Position,
        limit: ReadLimit,
    ) -> Result<Vec<Entry>, LogError>;

    /// Whether an entry is there, and not yet trimmed.
    async fn entry(&self, partition: Partition, position: Position) -> Result<Option<EntryInfo>, LogError>;

    /// The partitions of a topic that hold entries, each with its newest position, in ascending order.
    async fn heads(&self, topic: Topic) -> Result<Vec<(Partition, Position)>, LogError>;

    /// How much lies after a position. Reads no payload, and takes no longer when there is more of it.
    async fn lag(&self, partition: Partition, after: Position) -> Result<Lag, LogError>;

    /// Removes the entries up to and including a position, and says how many there were.
    ///
    /// The caller must have applied them durably; the log cannot know. Positions go on growing afterwards, and
    /// idempotency answers stay for their 24 hours. After an error some of the entries may be gone, always the
    /// oldest ones; asking again continues.
    async fn trim(&self, partition: Partition, through: Position) -> Result<u64, LogError>;

    /// Takes the right to apply a partition for so long, or prolongs it; false if another holder has it.
    ///
    /// It only saves work from being done twice. What keeps a worker that has lost it from doing harm is the mark,
    /// which the store compares before it moves it. A backend of one process has nobody to share with and always
    /// says yes.
    async fn hold(&self, partition: Partition, holder: &str, ttl: Duration) -> Result<bool, LogError>;

    /// Gives that right back if this holder has it, and otherwise does nothing.
    async fn let_go(&self, partition: Partition, holder: &str) -> Result<(), LogError>;

    /// A wake-up for readers of a topic: the number changes after an append. It is a hint without meaning of its
    /// own, and it can be late or lost (another process, a restart), so readers also look on a timer.
    fn subscribe(&self, topic: Topic) -> watch::Receiver<u64>;
}
