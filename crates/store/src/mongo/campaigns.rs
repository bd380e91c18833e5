//! Campaigns.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::{CampaignFilter, Campaigns, Launch, MongoStore};
use crate::{Page, PageRequest, StoreError};
use async_trait::async_trait;
use domain::campaign::{Action, Campaign, CampaignState, Plan};
use domain::segment::Question;
use domain::{CampaignId, Timestamp, WorkspaceId};

#[async_trait]
impl Campaigns for MongoStore {
    async fn create_campaign(
        &self,
        workspace: WorkspaceId,
        plan: Plan,
        at: Timestamp,
    ) -> Result<Campaign, StoreError> {
        todo!()
    }
    async fn update_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        plan: Plan,
    ) -> Result<Campaign, StoreError> {
        todo!()
    }
    async fn delete_campaign(&self, workspace: WorkspaceId, id: CampaignId) -> Result<(), StoreError> {
        todo!()
    }
    async fn campaign(&self, workspace: WorkspaceId, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        todo!()
    }
    async fn campaigns(
        &self,
        workspace: WorkspaceId,
        filter: &CampaignFilter,
        page: &PageRequest,
    ) -> Result<Page<Campaign>, StoreError> {
        todo!()
    }
    async fn launch_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        launch: Launch,
    ) -> Result<Campaign, StoreError> {
        todo!()
    }
    async fn steer_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        action: Action,
        at: Timestamp,
    ) -> Result<Campaign, StoreError> {
        todo!()
    }
    async fn workspace_of_campaign(&self, id: CampaignId) -> Result<Option<WorkspaceId>, StoreError> {
        todo!()
    }
}
