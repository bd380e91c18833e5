//! Applying what streams in: one step of a worker is one job of the writer.

mod counters;
mod customers;
mod erased;
mod orders;
mod people;
mod receipts;
mod step;
mod totals;

use async_trait::async_trait;
use domain::customer::CustomerRecord;
use domain::order::OrderRecord;
use domain::receipt::Receipt;
use domain::{Topic, WorkspaceId};

use super::SqliteStore;
use super::writer::Durability;
use crate::{Batch, BatchOutcome, Ingest, Step, StoreError, timed};
pub(super) use counters::Counters;

#[async_trait]
impl Ingest for SqliteStore {
    async fn mark(&self, topic: Topic, workspace: WorkspaceId) -> Result<u64, StoreError> {
        self.read(move |db| step::mark(db, topic, workspace)).await
    }

    async fn durable_mark(&self, topic: Topic, workspace: WorkspaceId) -> Result<u64, StoreError> {
        Ok(self.durable.get(topic, workspace))
    }

    async fn apply_customers(
        &self,
        step: Step,
        batches: Vec<Batch<CustomerRecord>>,
    ) -> Result<(), StoreError> {
        self.write(Durability::Process, move |writing| customers::apply(writing, step, batches)).await
    }

    async fn apply_orders(&self, step: Step, batches: Vec<Batch<OrderRecord>>) -> Result<(), StoreError> {
        self.write(Durability::Process, move |writing| orders::apply(writing, step, batches)).await
    }

    async fn apply_receipts(&self, step: Step, batches: Vec<Batch<Receipt>>) -> Result<(), StoreError> {
        self.write(Durability::Process, move |writing| {
            timed("settle", || receipts::apply(writing, step, batches))
        })
        .await
    }

    async fn outcome(
        &self,
        topic: Topic,
        workspace: WorkspaceId,
        position: u64,
    ) -> Result<Option<BatchOutcome>, StoreError> {
        self.read(move |db| step::outcome(db, topic, workspace, position)).await
    }
}
