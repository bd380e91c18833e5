use async_trait::async_trait;
use domain::customer::CustomerRecord;
use domain::order::OrderRecord;
use domain::receipt::Receipt;
use domain::{FieldError, Timestamp, Topic, WorkspaceId};

use crate::StoreError;

/// One step of a worker through one partition: the effects of all entries after `from` up to `to`.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Where the mark must stand; elsewhere the step is [`StoreError::Fenced`] and changes nothing.
    pub from: u64,
    /// Where the mark stands afterwards.
    pub to: u64,
}

/// One entry of the log, decoded.
#[derive(Debug, Clone)]
pub struct Batch<T> {
    /// Its position.
    pub position: u64,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// What it holds, in order.
    pub records: Vec<T>,
    /// Records of it that could not be read back, for the dead letters.
    pub undecodable: Vec<Undecodable>,
}

/// A record that was accepted and cannot be read back.
#[derive(Debug, Clone)]
pub struct Undecodable {
    /// The record as it stands in the log.
    pub record: String,
    /// What is wrong.
    pub error: FieldError,
}

/// What became of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchOutcome {
    /// Records applied.
    pub applied: u64,
    /// Records that went to the dead letters, or are not kept: receipts that settle nothing, and what the log held of a
    /// customer who was erased.
    pub dead: u64,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// When it was applied.
    pub applied_at: Timestamp,
}

/// Applies what streams in. Effects, dead letters, outcomes and mark are one transaction: exactly once.
/// `NotFound` if there is no such workspace.
///
/// A record whose *data* cannot be applied (two identities that name two people, …) goes to the dead letters
/// and spoils no other; an error of the store itself changes nothing and is tried again.
#[async_trait]
pub trait Ingest {
    /// Up to where a partition is applied; 0 before the first entry.
    async fn mark(&self, topic: Topic, workspace: WorkspaceId) -> Result<u64, StoreError>;
    /// The mark as far as it would survive a power failure: below it the log may be trimmed.
    async fn durable_mark(&self, topic: Topic, workspace: WorkspaceId) -> Result<u64, StoreError>;
    /// Merges records about customers.
    async fn apply_customers(
        &self,
        step: Step,
        batches: Vec<Batch<CustomerRecord>>,
    ) -> Result<(), StoreError>;
    /// Adds and replaces orders, creates customers nobody has heard of, updates totals. An order *names* its
    /// customer: a name that the customer lacks is filled in, one that they have is never changed.
    async fn apply_orders(&self, step: Step, batches: Vec<Batch<OrderRecord>>) -> Result<(), StoreError>;
    /// Settles messages: a receipt of the current attempt moves a message that awaits one; the first final
    /// state wins; repeated, late and unknown ones count as dead in the outcome but make no dead letters. A message
    /// settles when its receipt was received; a failure without a reason is kept as "no reason given".
    async fn apply_receipts(&self, step: Step, batches: Vec<Batch<Receipt>>) -> Result<(), StoreError>;
    /// What became of the batch at a position; `None` if it is not applied (yet), or was so more than seven days ago.
    async fn outcome(
        &self,
        topic: Topic,
        workspace: WorkspaceId,
        position: u64,
    ) -> Result<Option<BatchOutcome>, StoreError>;
}
