//! Launches campaigns whose time has come. Whatever was asleep meanwhile, a campaign whose time was missed is launched as
//! soon as somebody looks.

use std::sync::Arc;

use async_trait::async_trait;
use domain::audit::{Actor, Deed};
use domain::campaign::{Campaign, Schedule};
use domain::segment::Question;
use domain::workspace::Workspace;
use domain::{CampaignId, FieldError, Timestamp, WorkspaceId};
use store::{Launch, Note, Store, StoreError, noted};

use super::{Progress, Step, WorkError};
use crate::crash;
use crate::hints::DeliverWake;
use crate::pulse::Pulse;
use crate::readiness::{NotReady, rule_to_launch};

/// Campaigns launched in one step.
const AT_ONCE: u32 = 16;

/// Launches what is due.
pub struct LaunchScheduled {
    /// Which campaigns are.
    pub store: Arc<dyn Store>,
    /// Raised when one is launched, or cannot be.
    pub pulse: Arc<Pulse>,
    /// Rung when there is something to deliver.
    pub deliver: DeliverWake,
    /// True if messages go to the simulator.
    pub simulated: bool,
    /// What time it is.
    pub clock: fn() -> Timestamp,
}

#[async_trait]
impl Step for LaunchScheduled {
    fn name(&self) -> &'static str {
        "schedule"
    }

    async fn run_once(&self) -> Result<Progress, WorkError> {
        let mut failed = None;
        for (workspace, campaign) in self.store.scheduled_until((self.clock)(), AT_ONCE).await? {
            crash::point("schedule.due");
            // One that cannot be launched now does not hold up those behind it.
            if let Err(error) = self.launch(workspace, campaign).await {
                failed.get_or_insert(error);
            }
        }
        failed.map_or(Ok(Progress::Idle), Err)
    }
}

/// How a launch that nobody waits for ended.
enum Ended {
    Launched,
    /// It can be launched in a moment.
    Later,
    /// Somebody has moved it meanwhile.
    Moved,
    /// It cannot be launched as it is, in words for people.
    Refused(String),
}

impl LaunchScheduled {
    async fn launch(&self, workspace: WorkspaceId, id: CampaignId) -> Result<(), WorkError> {
        let workspace = self.store.workspace(workspace).await?;
        let Some(workspace) = workspace else { return Ok(()) };
        let Some(campaign) = self.store.campaign(workspace.id, id).await? else { return Ok(()) };
        let Some(schedule) = campaign.schedule else { return Ok(()) };
        match self.try_launch(&workspace, &campaign, schedule).await? {
            Ended::Launched => {
                crash::point("schedule.launched");
                self.deliver.ring();
            }
            Ended::Refused(why) => self.refuse(&workspace, &campaign, schedule, &why).await?,
            Ended::Later | Ended::Moved => return Ok(()),
        }
        self.pulse.raise(workspace.id);
        Ok(())
    }

    async fn try_launch(
        &self,
        workspace: &Workspace,
        campaign: &Campaign,
        schedule: Schedule,
    ) -> Result<Ended, StoreError> {
        let rule = match rule_to_launch(&*self.store, workspace, &campaign.plan, schedule.everyone).await {
            Ok(rule) => rule,
            Err(NotReady::Store(error)) => return Err(error),
            Err(refused) => return Ok(Ended::Refused(words(&refused))),
        };
        let at = (self.clock)();
        let launch = Launch {
            question: Question::of_workspace(&rule, at, &workspace.settings),
            at,
            simulated: self.simulated,
            most_recipients: workspace.settings.most_recipients,
            scheduled: Some(schedule.at),
        };
        let did = self.note(workspace, campaign, Deed::CampaignLaunched);
        match noted(did, self.store.launch_campaign(workspace.id, campaign.id, launch)).await {
            Ok(_) => Ok(Ended::Launched),
            Err(StoreError::Loading { .. }) => Ok(Ended::Later),
            Err(StoreError::WrongState | StoreError::NotFound) => Ok(Ended::Moved),
            Err(StoreError::NobodyReachable { matching }) => {
                Ok(Ended::Refused(format!("nobody could be reached: {matching} matched the audience")))
            }
            Err(StoreError::TooManyReachable { reachable, most }) => Ok(Ended::Refused(format!(
                "{reachable} people could be reached, and this workspace allows {most} for one campaign"
            ))),
            Err(error) => Err(error),
        }
    }

    /// A draft again, which says why; nobody tries it again by themselves.
    async fn refuse(
        &self,
        workspace: &Workspace,
        campaign: &Campaign,
        schedule: Schedule,
        why: &str,
    ) -> Result<(), StoreError> {
        let problem = format!("It was not launched at {schedule}: {why}.");
        let did = self.note(workspace, campaign, Deed::ScheduledLaunchRefused).with(why);
        let refused = self.store.refuse_scheduled(workspace.id, campaign.id, schedule.at, &problem);
        match noted(did, refused).await {
            Err(StoreError::WrongState | StoreError::NotFound) => Ok(()),
            refused => refused,
        }
    }

    fn note(&self, workspace: &Workspace, campaign: &Campaign, deed: Deed) -> Note {
        Note::of(workspace.id, (self.clock)(), Actor::Schedule, deed)
            .on(campaign.id.get())
            .named(campaign.plan.name.as_str())
    }
}

/// Why a campaign could not be launched, as the end of a sentence.
fn words(refused: &NotReady) -> String {
    let told = |errors: &[FieldError]| {
        errors.first().map_or_else(String::new, |error| format!(" ({}: {})", error.field, error.message))
    };
    match refused {
        NotReady::Incomplete(errors) => format!("something is missing{}", told(errors)),
        NotReady::InvalidRule(errors) => format!("its audience makes no sense any more{}", told(errors)),
        NotReady::Everyone => "its audience is everyone, which nobody confirmed".to_owned(),
        NotReady::Store(error) => error.to_string(),
    }
}
