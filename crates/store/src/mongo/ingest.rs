//! Applying what streams in: one step of a worker is one transaction.

mod customers;
mod erased;
mod orders;
mod people;
mod step;
mod totals;

use async_trait::async_trait;
use domain::customer::CustomerRecord;
use domain::order::OrderRecord;
use domain::receipt::Receipt;
use domain::{Topic, WorkspaceId};

use super::transaction::transact;
use super::{MongoStore, receipts};
use crate::{Batch, BatchOutcome, Ingest, Step, StoreError};
pub(super) use step::{Progress, counters, mark_key};

#[async_trait]
impl Ingest for MongoStore {
    async fn mark(&self, topic: Topic, workspace: WorkspaceId) -> Result<u64, StoreError> {
        step::mark(self, topic, workspace).await
    }

    async fn durable_mark(&self, topic: Topic, workspace: WorkspaceId) -> Result<u64, StoreError> {
        // What a majority has is all that is ever read.
        step::mark(self, topic, workspace).await
    }

    async fn apply_customers(
        &self,
        step: Step,
        batches: Vec<Batch<CustomerRecord>>,
    ) -> Result<(), StoreError> {
        let _turn = self.turns.of(step.workspace).await;
        transact!(self, |session| customers::apply(self, session, step, &batches))
    }

    async fn apply_orders(&self, step: Step, batches: Vec<Batch<OrderRecord>>) -> Result<(), StoreError> {
        let _turn = self.turns.of(step.workspace).await;
        transact!(self, |session| orders::apply(self, session, step, &batches))
    }

    async fn apply_receipts(&self, step: Step, batches: Vec<Batch<Receipt>>) -> Result<(), StoreError> {
        transact!(self, |session| async {
            let mut progress = Progress::begin(self, session, Topic::Receipts, step).await?;
            receipts::apply(self, session, &mut progress, &batches).await?;
            progress.finish(self, session).await
        })
    }

    async fn outcome(
        &self,
        topic: Topic,
        workspace: WorkspaceId,
        position: u64,
    ) -> Result<Option<BatchOutcome>, StoreError> {
        step::outcome(self, topic, workspace, position).await
    }
}
