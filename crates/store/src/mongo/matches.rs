//! Whom a rule matches, one by one.

use async_trait::async_trait;
use domain::customer::Customer;
use domain::segment::Question;
use domain::{Channel, CustomerId, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::doc;

use super::collections::{CUSTOMERS, ORDERS};
use super::connection::ANSWER_WITHIN;
use super::customers::{PEOPLE_AT_ONCE, rows};
use super::fields::{all, all_within};
use super::transaction::transact;
use super::{MongoStore, holdings, orders};
use crate::{Matches, Past, StoreError};

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

    async fn past_of(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
    ) -> Result<Option<Past>, StoreError> {
        transact!(self, |session| past(self, session, workspace, customer))
    }
}

/// As a transaction sees it.
async fn past(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    customer: CustomerId,
) -> Result<Option<Past>, StoreError> {
    let own = doc! { "_id": customer.get(), "w": workspace.get() };
    let found = store.collection(CUSTOMERS).find_one(own).session(&mut *session).await?;
    let Some(found) = found.as_deref().map(rows::customer).transpose()? else { return Ok(None) };
    let theirs = doc! { "w": workspace.get(), "customer": customer.get() };
    let bought = store.collection(ORDERS).find(theirs).session(&mut *session).await?;
    let orders = all_within(&mut *session, bought, orders::rows::order).await?;
    let memberships = holdings::memberships(store, session, workspace, customer).await?;
    Ok(Some(Past { customer: found, orders, memberships }))
}
