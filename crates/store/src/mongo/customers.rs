//! Customers, for reading.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::{CustomerFilter, Customers, MongoStore};
use crate::{Page, PageRequest, StoreError};
use async_trait::async_trait;
use domain::customer::Customer;
use domain::{CustomerId, WorkspaceId};

#[async_trait]
impl Customers for MongoStore {
    async fn customer(&self, workspace: WorkspaceId, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        todo!()
    }
    async fn customers(
        &self,
        workspace: WorkspaceId,
        filter: &CustomerFilter,
        page: &PageRequest,
    ) -> Result<(Page<Customer>, u64), StoreError> {
        todo!()
    }
}
