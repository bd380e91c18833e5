//! Launches at a time given beforehand.

use axum::Json as Answer;
use axum::extract::State;
use domain::audit::Deed;
use domain::campaign::{Action, Schedule};
use domain::{CampaignId, FieldError};
use engine::readiness::rule_to_launch;
use serde::Deserialize;
use store::noted;
use utoipa::ToSchema;

use super::{Campaign, find, not_ready, steer};
use crate::app::{App, now};
use crate::http::extract::{Body, Path, parse};
use crate::http::member::CanEdit;
use crate::http::problem::Problem;

/// When to launch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ScheduleInput)]
pub(crate) struct ScheduleRequest {
    /// A time of the clocks in the workspace's zone, or RFC 3339. A later change of the zone does not move it.
    #[schema(example = "2030-12-01T09:00")]
    at: String,
    /// Must be true where the audience is everyone: a rule without conditions.
    #[serde(default)]
    confirm_everyone: bool,
}

/// Launch at a time, or at another one.
///
/// What could not be launched now cannot be scheduled either. The audience is taken when the time has come; if nobody can
/// be reached then, the campaign is a draft again and says why. A time that passes while the server does not run is made
/// up for as soon as it does.
#[utoipa::path(post, operation_id = "scheduleCampaign", path = "/api/campaigns/{id}/schedule", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)), request_body = ScheduleRequest,
    responses((status = 200, description = "Scheduled.", body = Campaign),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is launched, or would reach everyone unconfirmed.", body = Problem),
              (status = 422, description = "Audience or message are missing, or the time is none or has passed (`in_the_past`).", body = Problem)))]
pub(crate) async fn schedule(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
    Body(bytes): Body,
) -> Result<Answer<Campaign>, Problem> {
    let workspace = &member.workspace;
    let campaign = find(&app, workspace.id, id).await?;
    let given: ScheduleRequest = parse(&bytes)?;
    let wrong = |code, message: String| {
        let error = FieldError::new("at", code, message);
        Problem::invalid("invalid_schedule", "Nothing was scheduled.", vec![error])
    };
    let zone = &workspace.settings.zone;
    let at = zone.parse_local(&given.at).map_err(|_| {
        let message =
            "expected a time such as 2030-12-01T09:00, or RFC 3339 such as 2030-12-01T09:00:00+01:00";
        wrong("invalid_time", message.to_owned())
    })?;
    if at <= now() {
        let message = format!("{} has passed", at.with_offset(zone.offset_at(at)));
        return Err(wrong("in_the_past", message));
    }
    rule_to_launch(&*app.store, workspace, &campaign.plan, given.confirm_everyone)
        .await
        .map_err(not_ready)?;
    let schedule = Schedule::new(at, zone, given.confirm_everyone);
    let did = member.did(Deed::CampaignScheduled).on(id.get()).named(campaign.plan.name.as_str());
    let did = did.with(schedule.to_string());
    let campaign = noted(did, app.store.schedule_campaign(workspace.id, id, schedule)).await?;
    app.pulse.raise(workspace.id);
    Ok(Answer(campaign.into()))
}

/// Take the time of its launch from a campaign: it is a draft again.
#[utoipa::path(post, operation_id = "unscheduleCampaign", path = "/api/campaigns/{id}/unschedule", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)),
    responses((status = 200, description = "A draft.", body = Campaign),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is not scheduled.", body = Problem)))]
pub(crate) async fn unschedule(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
) -> Result<Answer<Campaign>, Problem> {
    steer(&app, &member, id, (Action::Unschedule, Deed::CampaignUnscheduled)).await
}
