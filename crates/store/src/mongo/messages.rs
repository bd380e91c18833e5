//! The ledger, for reading.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::{MessageFilter, MessageRow, Messages, Minute, MongoStore, ReasonCount};
use crate::{Page, PageRequest, StoreError};
use async_trait::async_trait;
use domain::message::MessageState;
use domain::{CampaignId, CustomerId, Timestamp, WorkspaceId};

#[async_trait]
impl Messages for MongoStore {
    async fn messages(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
        filter: &MessageFilter,
        page: &PageRequest,
    ) -> Result<Page<MessageRow>, StoreError> {
        todo!()
    }
    async fn reasons(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
    ) -> Result<Vec<ReasonCount>, StoreError> {
        todo!()
    }
    async fn settled_by_minute(
        &self,
        workspace: WorkspaceId,
        campaign: CampaignId,
    ) -> Result<Vec<Minute>, StoreError> {
        todo!()
    }
}
