//! All that is held on one customer: gathered, and erased.

mod erase;
mod letters;
mod messages;

use async_trait::async_trait;
use domain::customer::{Customer, Profile};
use domain::{Channel, CustomerId, WorkspaceId};
use mongodb::bson::{Document, doc};

use super::MongoStore;
use super::collections::SUPPRESSIONS;
use super::connection::ANSWER_WITHIN;
use super::fields::Fields;
use super::transaction::transact;
use crate::codes::Coded;
use crate::holdings::Names;
use crate::{
    CustomerMessage, Customers, DeadLetter, Erased, Holdings, LogHeads, Page, PageRequest, StoreError,
    Suppression,
};
pub(super) use messages::memberships;

#[async_trait]
impl Holdings for MongoStore {
    async fn messages_to(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
        page: &PageRequest,
    ) -> Result<Page<CustomerMessage>, StoreError> {
        messages::to(self, workspace, customer, page).await
    }

    async fn dead_letters_about(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        let customer = self.existing(workspace, customer).await?;
        letters::about(self, workspace, &Names::of(&customer.profile)).await
    }

    async fn suppressions_of(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
    ) -> Result<Vec<Suppression>, StoreError> {
        let customer = self.existing(workspace, customer).await?;
        let mut suppressions = Vec::new();
        for (channel, key) in suppression_keys(workspace, &customer.profile) {
            let found =
                self.collection(SUPPRESSIONS).find_one(doc! { "_id": key }).max_time(ANSWER_WITHIN).await?;
            if let Some(found) = found {
                suppressions.push(Suppression { channel, since: found.time("createdAt")? });
            }
        }
        Ok(suppressions)
    }

    async fn erase_customer(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
        before: LogHeads,
    ) -> Result<Erased, StoreError> {
        let _turn = self.turns.of(workspace).await;
        transact!(self, |session| erase::erase(self, session, workspace, customer, before))
    }
}

impl MongoStore {
    async fn existing(&self, workspace: WorkspaceId, id: CustomerId) -> Result<Customer, StoreError> {
        self.customer(workspace, id).await?.ok_or(StoreError::NotFound)
    }
}

/// The keys under which the addresses of a customer would be suppressed.
fn suppression_keys(
    workspace: WorkspaceId,
    profile: &Profile,
) -> impl Iterator<Item = (Channel, Document)> + '_ {
    Channel::ALL.into_iter().filter_map(move |channel| {
        let address = profile.plain_address(channel)?;
        Some((channel, doc! { "w": workspace.get(), "ch": channel.code(), "a": address }))
    })
}
