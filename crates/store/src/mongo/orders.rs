//! Orders, for reading.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::{Bucket, MongoStore, Orders, Overview};
use crate::{Page, PageRequest, StoreError};
use async_trait::async_trait;
use domain::order::Order;
use domain::{CustomerId, Timestamp, WorkspaceId};

#[async_trait]
impl Orders for MongoStore {
    async fn orders(
        &self,
        workspace: WorkspaceId,
        customer: Option<CustomerId>,
        page: &PageRequest,
    ) -> Result<Page<Order>, StoreError> {
        todo!()
    }
    async fn overview(&self, workspace: WorkspaceId) -> Result<Overview, StoreError> {
        todo!()
    }
    async fn buckets(&self, workspace: WorkspaceId, bounds: &[Timestamp]) -> Result<Vec<Bucket>, StoreError> {
        todo!()
    }
}
