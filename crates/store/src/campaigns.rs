use std::num::NonZeroU32;

use async_trait::async_trait;
use domain::campaign::{Action, Campaign, CampaignState, Plan, Schedule};
use domain::segment::Question;
use domain::{CampaignId, Timestamp, WorkspaceId};

use crate::{Page, PageRequest, StoreError};

/// Which campaigns a list shows.
#[derive(Debug, Clone, Default)]
pub struct CampaignFilter {
    /// In these states; empty shows all.
    pub states: Vec<CampaignState>,
    /// Part of the name, in any case; blank shows all.
    pub search: String,
}

/// What a launch fixes.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The campaign's rule at one instant, with the segments it refers to written out: it stays with the campaign.
    pub question: Question,
    /// That instant.
    pub at: Timestamp,
    /// True if its messages go to the simulator.
    pub simulated: bool,
    /// The most people it may be sent to; any number, if absent.
    pub most_recipients: Option<NonZeroU32>,
    /// The time that has come, for a campaign that is launched by itself: `WrongState` if it is not scheduled for exactly
    /// that any more. Absent where a person launches, who need not wait for a time.
    pub scheduled: Option<Timestamp>,
}

impl Launch {
    /// Refuses a campaign that is not where it can be launched from, or whose time is another one now.
    pub(crate) fn begins(&self, campaign: &Campaign) -> Result<CampaignState, StoreError> {
        let scheduled = campaign.schedule.filter(|_| campaign.state == CampaignState::Scheduled);
        if self.scheduled.is_some() && self.scheduled != scheduled.map(|schedule| schedule.at) {
            return Err(StoreError::WrongState);
        }
        campaign.state.after(Action::Launch).ok_or(StoreError::WrongState)
    }

    /// Refuses an audience that nobody of can be written to, or that more can than may be.
    pub(crate) fn check(&self, matching: u64, reachable: u64) -> Result<(), StoreError> {
        if reachable == 0 {
            return Err(StoreError::NobodyReachable { matching });
        }
        match self.most_recipients {
            Some(most) if reachable > u64::from(most.get()) => {
                Err(StoreError::TooManyReachable { reachable, most: most.get() })
            }
            _ => Ok(()),
        }
    }
}

/// Which messages a person lets go out once more.
#[derive(Debug, Clone)]
pub struct Resend {
    /// Those that failed.
    pub failed: bool,
    /// Those of which nobody knows what became: a copy of them may arrive twice.
    pub uncertain: bool,
    /// Only those with exactly this reason.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Campaigns: written, launched, steered.
#[async_trait]
pub trait Campaigns {
    /// Keeps a draft. [`StoreError::InvalidRule`] if it refers to a segment that is not there.
    async fn create_campaign(
        &self,
        workspace: WorkspaceId,
        plan: Plan,
        at: Timestamp,
    ) -> Result<Campaign, StoreError>;
    /// Rewrites a draft, as [`Self::create_campaign`] keeps it; `WrongState` if it is none any more.
    async fn update_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        plan: Plan,
    ) -> Result<Campaign, StoreError>;
    /// Forgets a draft; `WrongState` if it is none any more.
    async fn delete_campaign(&self, workspace: WorkspaceId, id: CampaignId) -> Result<(), StoreError>;
    /// One campaign, its counters summed over its chunks.
    async fn campaign(&self, workspace: WorkspaceId, id: CampaignId) -> Result<Option<Campaign>, StoreError>;
    /// Newest first.
    async fn campaigns(
        &self,
        workspace: WorkspaceId,
        filter: &CampaignFilter,
        page: &PageRequest,
    ) -> Result<Page<Campaign>, StoreError>;
    /// Fixes the audience and starts sending, in one durable transaction: evaluates the rule, stores the ids of
    /// all who match in chunks of 1,000, sets the state. [`StoreError::NobodyReachable`] and
    /// [`StoreError::TooManyReachable`] change nothing.
    async fn launch_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        launch: Launch,
    ) -> Result<Campaign, StoreError>;
    /// Gives a campaign the time of its launch, or another one; `WrongState` if it is launched. Durable when this returns.
    async fn schedule_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        schedule: Schedule,
    ) -> Result<Campaign, StoreError>;
    /// Campaigns whose time has come, soonest first, at most so many.
    async fn scheduled_until(
        &self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<(WorkspaceId, CampaignId)>, StoreError>;
    /// Makes a campaign a draft again that could not be launched at its time, and shows why; `WrongState` if it is not
    /// scheduled for exactly that time any more.
    async fn refuse_scheduled(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        scheduled: Timestamp,
        problem: &str,
    ) -> Result<(), StoreError>;
    /// Unschedules, pauses, resumes or cancels, `WrongState` where that makes no sense; durable when this returns. What a cancelled campaign had pending is skipped
    /// by the delivery worker.
    async fn steer_campaign(
        &self,
        workspace: WorkspaceId,
        id: CampaignId,
        action: Action,
        at: Timestamp,
    ) -> Result<Campaign, StoreError>;
    /// Lets messages go out once more, each as its next attempt, and the campaign be sending again; says how many that
    /// are. Nothing changes if there is none. `WrongState` unless it is sending or completed. Durable when this returns.
    /// A store that cannot write all at once writes chunk by chunk: what is not written when it dies stays as it was.
    async fn resend(&self, workspace: WorkspaceId, id: CampaignId, resend: Resend)
    -> Result<u64, StoreError>;
    /// Whose a campaign is: a vendor's receipt names only the campaign.
    async fn workspace_of_campaign(&self, id: CampaignId) -> Result<Option<WorkspaceId>, StoreError>;
}
