//! Customers, for reading.

mod list;
pub(super) mod rows;

use async_trait::async_trait;
use domain::customer::Customer;
use domain::{CustomerId, WorkspaceId};

use super::{SqliteStore, space};
use crate::{CustomerFilter, Customers, Page, PageRequest, StoreError};

#[async_trait]
impl Customers for SqliteStore {
    async fn customer(&self, workspace: WorkspaceId, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        if !space::range(workspace)?.contains(&id.get()) {
            return Ok(None);
        }
        self.read(move |db| rows::by_id(db, id)).await
    }

    async fn customers(
        &self,
        workspace: WorkspaceId,
        filter: &CustomerFilter,
        page: &PageRequest,
    ) -> Result<(Page<Customer>, u64), StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read(move |db| list::customers(db, workspace, &filter, &page)).await
    }
}
