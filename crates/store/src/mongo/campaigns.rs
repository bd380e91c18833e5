//! Campaigns: written, launched, steered.

mod counters;
mod launch;
mod list;
mod resend;
pub(super) mod rows;
mod schedule;

use async_trait::async_trait;
use domain::campaign::{Action, Campaign, CampaignState, Plan, Schedule};
use domain::message::Stats;
use domain::{CampaignId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocumentBuf, doc};
use mongodb::options::ReturnDocument;

use super::collections::CAMPAIGNS;
use super::connection::ANSWER_WITHIN;
use super::fields::Fields;
use super::transaction::transact;
use super::{MongoStore, segments};
use crate::codes::Coded;
use crate::reading::id as as_id;
use crate::{CampaignFilter, Campaigns, Launch, Page, PageRequest, Resend, StoreError, noting};
pub(super) use counters::{each_counted, of_campaign};
pub(super) use launch::enrolled;

#[async_trait]
impl Campaigns for MongoStore {
    async fn create_campaign(
        &self,
        workspace: WorkspaceId,
        plan: Plan,
        at: Timestamp,
    ) -> Result<Campaign, StoreError> {
        let id = as_id(self.ids.next()?)?;
        let draft = rows::draft(id, workspace, &plan, at)?;
        transact!(self, |session| async {
            segments::hold(self, session, workspace, &plan).await?;
            self.collection(CAMPAIGNS).insert_one(draft.clone()).session(session).await?;
            noting::made(id.get());
            Ok(())
        })?;
        Ok(rows::new(id, plan, at))
    }

    async fn update_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        plan: Plan,
    ) -> Result<Campaign, StoreError> {
        let update = rows::update(&plan)?;
        let written = transact!(self, |session| async {
            segments::hold(self, session, workspace, &plan).await?;
            self.move_from(session, draft(workspace, id), update.clone()).await
        });
        match written {
            Ok(campaign) => rows::campaign(&campaign, Stats::default()),
            Err(StoreError::WrongState) => Err(self.no_draft(workspace, id).await),
            Err(error) => Err(error),
        }
    }

    async fn delete_campaign(&self, workspace: WorkspaceId, id: CampaignId) -> Result<(), StoreError> {
        let deleted = transact!(self, |session| async {
            let deleted =
                self.collection(CAMPAIGNS).delete_one(draft(workspace, id)).session(session).await?;
            if deleted.deleted_count == 1 { Ok(()) } else { Err(StoreError::WrongState) }
        });
        match deleted {
            Err(StoreError::WrongState) => Err(self.no_draft(workspace, id).await),
            deleted => deleted,
        }
    }

    async fn campaign(&self, workspace: WorkspaceId, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        // First the campaign, then the chunks: they only come closer to the end.
        let Some(campaign) = self.campaign_row(workspace, id).await? else { return Ok(None) };
        let stats = counters::of_campaign(self, workspace, &campaign).await?;
        rows::campaign(&campaign, stats).map(Some)
    }

    async fn campaigns(
        &self,
        workspace: WorkspaceId,
        filter: &CampaignFilter,
        page: &PageRequest,
    ) -> Result<Page<Campaign>, StoreError> {
        list::campaigns(self, workspace, filter, page).await
    }

    async fn launch_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        launch: Launch,
    ) -> Result<Campaign, StoreError> {
        launch::launch(self, workspace, id, &launch).await
    }

    async fn schedule_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        schedule: Schedule,
    ) -> Result<Campaign, StoreError> {
        schedule::schedule(self, workspace, id, schedule).await
    }

    async fn scheduled_until(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
        schedule::until(self, now, limit).await
    }

    async fn refuse_scheduled(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        scheduled: Timestamp,
        problem: &str,
    ) -> Result<(), StoreError> {
        schedule::refuse(self, workspace, id, scheduled, problem).await
    }

    async fn steer_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        action: Action,
        at: Timestamp,
    ) -> Result<Campaign, StoreError> {
        if !action.is_steering() {
            return Err(StoreError::WrongState);
        }
        loop {
            let campaign = self.campaign_row(workspace, id).await?.ok_or(StoreError::NotFound)?;
            let state: CampaignState = campaign.word("state")?;
            let after = state.after(action).ok_or(StoreError::WrongState)?;
            // Read before, so that nothing can fail once it is done.
            let counted = counters::of_campaign(self, workspace, &campaign).await?;
            let from = key_in(workspace, id, state);
            match transact!(self, |session| self.move_from(session, from.clone(), steer(after, at))) {
                Ok(campaign) => return rows::campaign(&campaign, counted),
                // Somebody else has moved it meanwhile: then what makes sense is another question.
                Err(StoreError::WrongState) => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn resend(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        resend: Resend,
    ) -> Result<u64, StoreError> {
        resend::resend(self, workspace, id, &resend).await
    }

    async fn workspace_of_campaign(&self, id: CampaignId) -> Result<Option<WorkspaceId>, StoreError> {
        let found = self
            .collection(CAMPAIGNS)
            .find_one(doc! { "_id": id.get() })
            .projection(doc! { "w": 1 })
            .max_time(ANSWER_WITHIN)
            .await?;
        found.map(|campaign| campaign.id("w")).transpose()
    }
}

impl MongoStore {
    /// The document of a campaign.
    pub(super) async fn campaign_row(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
    ) -> Result<Option<RawDocumentBuf>, StoreError> {
        Ok(self.collection(CAMPAIGNS).find_one(key(workspace, id)).max_time(ANSWER_WITHIN).await?)
    }

    /// Changes a campaign that is what the filter says. `WrongState` if there is none such, so that a deed which was
    /// not done is not noted.
    async fn move_from(
        &self,
        session: &mut ClientSession,
        from: Document,
        change: Document,
    ) -> Result<RawDocumentBuf, StoreError> {
        let moved = self
            .collection(CAMPAIGNS)
            .find_one_and_update(from, change)
            .return_document(ReturnDocument::After)
            .session(session)
            .await?;
        moved.ok_or(StoreError::WrongState)
    }

    /// Why what was to be done to a draft could not be done.
    async fn no_draft(&self, workspace: WorkspaceId, id: CampaignId) -> StoreError {
        match self.campaign_row(workspace, id).await {
            Ok(Some(_)) => StoreError::WrongState,
            Ok(None) => StoreError::NotFound,
            Err(error) => error,
        }
    }
}

/// Finds a campaign of a workspace.
pub(super) fn key(workspace: WorkspaceId, id: CampaignId) -> Document {
    doc! { "_id": id.get(), "w": workspace.get() }
}

/// Finds a campaign of a workspace as long as it is in a state.
pub(super) fn key_in(workspace: WorkspaceId, id: CampaignId, state: CampaignState) -> Document {
    doc! { "_id": id.get(), "w": workspace.get(), "state": state.code() }
}

fn draft(workspace: WorkspaceId, id: CampaignId) -> Document {
    key_in(workspace, id, CampaignState::Draft)
}

fn steer(after: CampaignState, at: Timestamp) -> Document {
    if after == CampaignState::Cancelled {
        let set = doc! { "state": after.code(), "completedAt": at.millis() };
        doc! { "$set": set, "$unset": { "problem": "" } }
    } else if after == CampaignState::Draft {
        doc! { "$set": { "state": after.code() }, "$unset": { "scheduledAt": "" } }
    } else {
        doc! { "$set": { "state": after.code() } }
    }
}
