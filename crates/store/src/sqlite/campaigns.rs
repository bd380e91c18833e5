//! Campaigns: written, launched, steered.

mod enrolment;
mod launch;
mod list;
mod resend;
pub(super) mod rows;
mod schedule;

use std::sync::Arc;

use async_trait::async_trait;
use domain::campaign::{Action, Campaign, CampaignState, Plan, Schedule};
use domain::{CampaignId, Timestamp, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, params};

use super::codes::Coded;
use super::columns::id as as_id;
use super::writer::{Durability, Writing};
use super::{SqliteStore, segments};
use crate::{CampaignFilter, Campaigns, Launch, Page, PageRequest, Resend, StoreError};
pub(super) use enrolment::enrolled;

/// An index that was dropped between being loaded and being asked is loaded again, so often.
const TRIES: usize = 3;

#[async_trait]
impl Campaigns for SqliteStore {
    async fn create_campaign(
        &self,
        workspace: WorkspaceId,
        plan: Plan,
        at: Timestamp,
    ) -> Result<Campaign, StoreError> {
        self.write(Durability::Power, move |writing| {
            let made = rows::create(writing.db, workspace, &plan, at)?;
            segments::of_campaign(writing.db, workspace, made.id, &plan)?;
            writing.made(made.id.get());
            Ok(made)
        })
        .await
    }

    async fn update_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        plan: Plan,
    ) -> Result<Campaign, StoreError> {
        self.write(Durability::Power, move |writing| {
            draft(writing.db, workspace, id)?;
            rows::update(writing.db, id, &plan)?;
            segments::of_campaign(writing.db, workspace, id, &plan)?;
            rows::campaign(writing.db, workspace, id)?.ok_or(StoreError::NotFound)
        })
        .await
    }

    async fn delete_campaign(&self, workspace: WorkspaceId, id: CampaignId) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| {
            draft(writing.db, workspace, id)?;
            segments::forget_campaign(writing.db, id)?;
            writing.db.prepare_cached("DELETE FROM campaign WHERE id = ?1")?.execute([id.get()])?;
            Ok(())
        })
        .await
    }

    async fn campaign(&self, workspace: WorkspaceId, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        self.read(move |db| rows::campaign(db, workspace, id)).await
    }

    async fn campaigns(
        &self,
        workspace: WorkspaceId,
        filter: &CampaignFilter,
        page: &PageRequest,
    ) -> Result<Page<Campaign>, StoreError> {
        let (filter, page) = (filter.clone(), page.clone());
        self.read(move |db| list::campaigns(db, workspace, &filter, &page)).await
    }

    async fn launch_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        launch: Launch,
    ) -> Result<Campaign, StoreError> {
        let launch = Arc::new(launch);
        for _ in 0..TRIES {
            self.loaded(workspace).await?;
            let launch = Arc::clone(&launch);
            let work = move |writing: &mut Writing<'_>| launch::launch(writing, workspace, id, &launch);
            match self.write_first(Durability::Power, work).await {
                Err(StoreError::Loading { .. }) => {}
                launched => return launched,
            }
        }
        Err(self.feed.progress(workspace))
    }

    async fn schedule_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        schedule: Schedule,
    ) -> Result<Campaign, StoreError> {
        self.write(Durability::Power, move |writing| schedule::schedule(writing, workspace, id, schedule))
            .await
    }

    async fn scheduled_until(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError> {
        self.read(move |db| schedule::until(db, now, limit)).await
    }

    async fn refuse_scheduled(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        scheduled: Timestamp,
        problem: &str,
    ) -> Result<(), StoreError> {
        let problem = problem.to_owned();
        self.write(Durability::Power, move |writing| {
            schedule::refuse(writing, workspace, id, scheduled, &problem)
        })
        .await
    }

    async fn steer_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        action: Action,
        at: Timestamp,
    ) -> Result<Campaign, StoreError> {
        self.write(Durability::Power, move |writing| steer(writing, workspace, id, action, at)).await
    }

    async fn resend(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        resend: Resend,
    ) -> Result<u64, StoreError> {
        self.write(Durability::Power, move |writing| resend::resend(writing, workspace, id, &resend)).await
    }

    async fn workspace_of_campaign(&self, id: CampaignId) -> Result<Option<WorkspaceId>, StoreError> {
        self.read(move |db| workspace_of(db, id)).await
    }
}

/// Whose a campaign is.
pub(super) fn workspace_of(db: &Connection, id: CampaignId) -> Result<Option<WorkspaceId>, StoreError> {
    let mut select = db.prepare_cached("SELECT workspace FROM campaign WHERE id = ?1")?;
    select.query_row([id.get()], |row| row.get(0)).optional()?.map(as_id).transpose()
}

/// Refuses what is no draft of the workspace.
fn draft(db: &Connection, workspace: WorkspaceId, id: CampaignId) -> Result<(), StoreError> {
    match rows::state(db, workspace, id)?.ok_or(StoreError::NotFound)? {
        CampaignState::Draft => Ok(()),
        _ => Err(StoreError::WrongState),
    }
}

fn steer(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: CampaignId,
    action: Action,
    at: Timestamp,
) -> Result<Campaign, StoreError> {
    if !action.is_steering() {
        return Err(StoreError::WrongState);
    }
    let state = rows::state(writing.db, workspace, id)?.ok_or(StoreError::NotFound)?;
    let after = state.after(action).ok_or(StoreError::WrongState)?;
    let ended = (after == CampaignState::Cancelled).then_some(at.millis());
    writing
        .db
        .prepare_cached(
            "UPDATE campaign SET state = ?2, completed_at = coalesce(?3, completed_at),
                 problem = CASE WHEN ?3 IS NULL THEN problem END,
                 scheduled_at = CASE WHEN ?4 THEN NULL ELSE scheduled_at END
             WHERE id = ?1",
        )?
        .execute(params![id.get(), after.code(), ended, after == CampaignState::Draft])?;
    rows::campaign(writing.db, workspace, id)?.ok_or(StoreError::NotFound)
}
