//! Whom a rule matches, one by one.

use async_trait::async_trait;
use domain::customer::Customer;
use domain::segment::Question;
use domain::{Channel, CustomerId, WorkspaceId};
use mongodb::bson::doc;

use super::MongoStore;
use super::collections::CUSTOMERS;
use super::connection::ANSWER_WITHIN;
use super::customers::{PEOPLE_AT_ONCE, rows};
use super::fields::all;
use crate::{Matches, StoreError};

#[async_trait]
impl Matches for MongoStore {
    async fn everybody_matching(
        &self,
        workspace: WorkspaceId,
        question: Question,
    ) -> Result<Vec<CustomerId>, StoreError> {
        // The channel makes no difference to who matches.
        Ok(self.matching(workspace, &question, Channel::Email).await?.customers)
    }

    async fn customers_of(
        &self,
        workspace: WorkspaceId,
        ids: &[CustomerId],
    ) -> Result<Vec<Customer>, StoreError> {
        let mut customers = Vec::with_capacity(ids.len());
        for some in ids.chunks(PEOPLE_AT_ONCE) {
            let some: Vec<i64> = some.iter().map(|id| id.get()).collect();
            let found = self
                .collection(CUSTOMERS)
                .find(doc! { "_id": { "$in": some }, "w": workspace.get() })
                .max_time(ANSWER_WITHIN)
                .await?;
            customers.extend(all(found, rows::customer).await?);
        }
        customers.sort_unstable_by_key(|customer| customer.id);
        Ok(customers)
    }
}
