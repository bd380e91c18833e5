//! Customers, for reading.

mod list;
pub(super) mod rows;

use async_trait::async_trait;
use audience::Index;
use domain::customer::Customer;
use domain::segment::Question;
use domain::{CustomerId, WorkspaceId};
use mongodb::bson::doc;

use super::MongoStore;
use super::collections::CUSTOMERS;
use super::connection::ANSWER_WITHIN;
use super::fields::all;
use crate::customers::matching;
use crate::{CustomerFilter, Customers, Matches, Page, PageRequest, StoreError};

/// So many customers, or their addresses, are asked for at once where a chunk or a page of messages asks: a few round
/// trips are little, and a server that compares each with the whole list compares little.
pub(super) const PEOPLE_AT_ONCE: usize = 100;

#[async_trait]
impl Customers for MongoStore {
    async fn customer(&self, workspace: WorkspaceId, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        let found = self
            .collection(CUSTOMERS)
            .find_one(doc! { "_id": id.get(), "w": workspace.get() })
            .max_time(ANSWER_WITHIN)
            .await?;
        found.as_deref().map(rows::customer).transpose()
    }

    async fn customers(
        &self,
        workspace: WorkspaceId,
        filter: &CustomerFilter,
        page: &PageRequest,
    ) -> Result<(Page<Customer>, u64), StoreError> {
        match filter.question.clone() {
            Some(question) => self.matching_page(workspace, question, filter, page).await,
            None => list::customers(self, workspace, filter, page).await,
        }
    }
}

impl MongoStore {
    /// A page of those a rule matches.
    async fn matching_page(
        &self,
        workspace: WorkspaceId,
        question: Question,
        filter: &CustomerFilter,
        page: &PageRequest,
    ) -> Result<(Page<Customer>, u64), StoreError> {
        let listing = matching::listing(filter, page)?;
        let among = if filter.search.trim().is_empty() {
            None
        } else {
            Some(list::searched(self, workspace, &filter.search).await?)
        };
        let look = move |index: &Index| index.listed(&question, among.as_deref(), &listing);
        let (ids, total) = matching::page_of(self.feed.ask(workspace, look).await?, filter, page)?;
        let customers = self.customers_of(workspace, &ids.items).await?;
        Ok((Page { items: matching::in_order(&ids.items, customers), next: ids.next }, total))
    }
}

/// Those of the customers who are there, by id.
pub(super) async fn named(
    store: &MongoStore,
    workspace: WorkspaceId,
    ids: &[CustomerId],
) -> Result<Vec<Customer>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = ids.iter().map(|id| id.get()).collect();
    let found = store
        .collection(CUSTOMERS)
        .find(doc! { "_id": { "$in": ids }, "w": workspace.get() })
        .sort(doc! { "_id": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    all(found, rows::customer).await
}
