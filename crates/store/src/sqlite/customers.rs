//! Customers, for reading.

mod list;
pub(super) mod rows;

use async_trait::async_trait;
use audience::Index;
use domain::customer::Customer;
use domain::segment::Question;
use domain::{CustomerId, WorkspaceId};

use super::{SqliteStore, space};
use crate::customers::matching;
use crate::{CustomerFilter, Customers, Matches, Page, PageRequest, StoreError};

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
        if let Some(question) = filter.question.clone() {
            return self.matching_page(workspace, question, filter, page).await;
        }
        let (filter, page) = (filter.clone(), page.clone());
        self.read(move |db| list::customers(db, workspace, &filter, &page)).await
    }
}

impl SqliteStore {
    /// A page of those a rule matches.
    async fn matching_page(
        &self,
        workspace: WorkspaceId,
        question: Question,
        filter: &CustomerFilter,
        page: &PageRequest,
    ) -> Result<(Page<Customer>, u64), StoreError> {
        let listing = matching::listing(filter, page)?;
        let search = filter.search.trim().to_owned();
        let among = if search.is_empty() {
            None
        } else {
            Some(self.read(move |db| list::searched(db, workspace, &search)).await?)
        };
        let look = move |index: &Index| index.listed(&question, among.as_deref(), &listing);
        let (ids, total) = matching::page_of(self.ask(workspace, look).await?, filter, page)?;
        let customers = self.customers_of(workspace, &ids.items).await?;
        Ok((Page { items: matching::in_order(&ids.items, customers), next: ids.next }, total))
    }
}
