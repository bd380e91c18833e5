//! Campaigns: written, launched, steered.

mod again;
mod schedule;
mod view;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Deed;
use domain::campaign::{Action, CampaignState};
use domain::segment::Question;
use domain::{CampaignId, FieldError, WorkspaceId};
use engine::crash;
use engine::readiness::{NotReady, rule_to_launch};
use serde::Deserialize;
use store::{CampaignFilter, Launch, noted};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Body, Path, Query, parse};
use super::list::{List, Paging, list_schema};
use super::member::{CanEdit, CanRead, Member};
use super::problem::Problem;
use super::segments::invalid_rule;
use crate::app::{App, Parts, now};
pub(crate) use again::{__path_duplicate, __path_resend, duplicate, resend};
pub(crate) use schedule::{__path_schedule, __path_unschedule, schedule, unschedule};
pub(crate) use view::{Campaign, CampaignPlan, CampaignSummary, Message as MessageText};

/// Keep a draft. Only the name and the channel are needed; rule and message are checked as far as they are given.
#[utoipa::path(post, operation_id = "createCampaign", path = "/api/campaigns", tag = "campaigns", security(("edit" = [])), request_body = CampaignPlan,
    responses((status = 201, body = Campaign),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "Rule or message make no sense; says where.", body = Problem)))]
pub(crate) async fn create(
    State(app): State<App>,
    member: CanEdit,
    Body(bytes): Body,
) -> Result<(StatusCode, Answer<Campaign>), Problem> {
    let plan = parse::<CampaignPlan>(&bytes)?.plan()?;
    let did = member.did(Deed::CampaignCreated).named(plan.name.as_str());
    let campaign = noted(did, app.store.create_campaign(member.workspace.id, plan, now())).await?;
    app.pulse.raise(member.workspace.id);
    Ok((StatusCode::CREATED, Answer(campaign.into())))
}

/// Rewrite a draft whole.
#[utoipa::path(put, operation_id = "updateCampaign", path = "/api/campaigns/{id}", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)), request_body = CampaignPlan,
    responses((status = 200, body = Campaign),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is no draft any more.", body = Problem),
              (status = 422, description = "Rule or message make no sense; says where.", body = Problem)))]
pub(crate) async fn update(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
    Body(bytes): Body,
) -> Result<Answer<Campaign>, Problem> {
    let plan = parse::<CampaignPlan>(&bytes)?.plan()?;
    let did = member.did(Deed::CampaignEdited).on(id.get()).named(plan.name.as_str());
    let campaign = noted(did, app.store.update_campaign(member.workspace.id, id, plan)).await?;
    app.pulse.raise(member.workspace.id);
    Ok(Answer(campaign.into()))
}

/// Forget a draft.
#[utoipa::path(delete, operation_id = "deleteCampaign", path = "/api/campaigns/{id}", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)),
    responses((status = 204, description = "Forgotten."),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is no draft any more.", body = Problem)))]
pub(crate) async fn delete(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
) -> Result<StatusCode, Problem> {
    let campaign = find(&app, member.workspace.id, id).await?;
    let did = member.did(Deed::CampaignDeleted).on(id.get()).named(campaign.plan.name.as_str());
    noted(did, app.store.delete_campaign(member.workspace.id, id)).await?;
    app.pulse.raise(member.workspace.id);
    Ok(StatusCode::NO_CONTENT)
}

/// One campaign.
#[utoipa::path(get, operation_id = "getCampaign", path = "/api/campaigns/{id}", tag = "campaigns", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Campaign),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem)))]
pub(crate) async fn read(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<CampaignId>,
) -> Result<Answer<Campaign>, Problem> {
    find(&app, member.workspace.id, id).await.map(|campaign| Answer(campaign.into()))
}

/// The campaign, or 404.
pub(crate) async fn find(
    app: &Parts,
    workspace: WorkspaceId,
    id: CampaignId,
) -> Result<domain::campaign::Campaign, Problem> {
    app.store.campaign(workspace, id).await?.ok_or_else(|| Problem::not_found("campaign"))
}

/// Which campaigns.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CampaignQuery {
    /// In these states, separated by commas.
    #[param(example = "sending,paused")]
    state: Option<String>,
    /// Part of the name, in any case.
    search: Option<String>,
}

list_schema! {
    /// A page of campaigns.
    CampaignPage of CampaignSummary
}

/// Campaigns, newest first.
#[utoipa::path(get, operation_id = "listCampaigns", path = "/api/campaigns/history", tag = "campaigns", security(("read" = [])), params(CampaignQuery, Paging),
    responses((status = 200, body = CampaignPage),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn history(
    State(app): State<App>,
    member: CanRead,
    Query(query): Query<CampaignQuery>,
    Query(paging): Query<Paging>,
) -> Result<Answer<List<CampaignSummary>>, Problem> {
    let states = query.state.as_deref().unwrap_or_default().split(',').filter(|state| !state.is_empty());
    let states =
        states.map(|state| state.parse().map_err(|()| unknown_state(state))).collect::<Result<_, _>>()?;
    let filter = CampaignFilter { states, search: query.search.unwrap_or_default() };
    let page = app.store.campaigns(member.workspace.id, &filter, &paging.request()?).await?;
    Ok(Answer(List::of(page, CampaignSummary::from)))
}

fn unknown_state(state: &str) -> Problem {
    let known: Vec<&str> = CampaignState::ALL.iter().map(|state| state.as_str()).collect();
    let error = FieldError::new(
        "state",
        "unknown_state",
        format!("expected one of {}, got \"{state}\"", known.join(", ")),
    );
    Problem::invalid("invalid_query", "There is no such state.", vec![error])
}

/// A launch.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = LaunchInput)]
pub(crate) struct LaunchOptions {
    /// Must be true where the audience is everyone: a rule without conditions.
    #[serde(default)]
    confirm_everyone: bool,
}

/// Fix the audience at this moment and start sending.
///
/// One durable transaction: everyone who matches is enrolled, and the rule that was asked stays with the campaign, with
/// the segments it refers to written out, so that later changes of them change nothing; whoever cannot be written to stays in the ledger as
/// skipped, with the reason. The body may be empty.
#[utoipa::path(post, operation_id = "launchCampaign", path = "/api/campaigns/{id}/launch", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)),
    request_body = Option<LaunchOptions>,
    responses((status = 200, description = "Sending.", body = Campaign),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is no draft, reaches nobody or more than the workspace allows, or would reach everyone unconfirmed.", body = Problem),
              (status = 422, description = "Audience or message are missing.", body = Problem),
              (status = 503, description = "The customers of the workspace are being read into memory (`audience_loading`, with `progress`); come back after `Retry-After` seconds. Nothing was sent.", body = Problem)))]
pub(crate) async fn launch(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
    Body(bytes): Body,
) -> Result<Answer<Campaign>, Problem> {
    let options: Option<LaunchOptions> = if bytes.is_empty() { None } else { parse(&bytes)? };
    let options = options.unwrap_or_default();
    let workspace = &member.workspace;
    let campaign = find(&app, workspace.id, id).await?;
    let rule = rule_to_launch(&*app.store, workspace, &campaign.plan, options.confirm_everyone).await;
    let rule = rule.map_err(not_ready)?;
    let at = now();
    let question = Question::of_workspace(&rule, at, &workspace.settings);
    let most_recipients = workspace.settings.most_recipients;
    let launch = Launch { question, at, simulated: app.simulated, most_recipients, scheduled: None };
    let did = member.did(Deed::CampaignLaunched).on(id.get()).named(campaign.plan.name.as_str());
    let launched = noted(did, app.store.launch_campaign(workspace.id, id, launch)).await?;
    crash::point("launch.committed");
    app.deliver.ring();
    app.pulse.raise(workspace.id);
    Ok(Answer(launched.into()))
}

/// Why a campaign cannot be launched, nor be given a time for that.
fn not_ready(refused: NotReady) -> Problem {
    match refused {
        NotReady::Incomplete(errors) => {
            Problem::invalid("not_ready", "This campaign cannot be launched yet. Nothing was sent.", errors)
        }
        NotReady::InvalidRule(errors) => invalid_rule(errors),
        NotReady::Everyone => {
            let detail =
                "This audience is everyone. Nothing was sent. Say `confirmEveryone: true` if that is meant.";
            Problem::new(StatusCode::CONFLICT, "confirm_everyone", detail)
        }
        NotReady::Store(error) => error.into(),
    }
}

/// Hold: nothing more is handed over until it is resumed.
#[utoipa::path(post, operation_id = "pauseCampaign", path = "/api/campaigns/{id}/pause", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Campaign),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is not sending.", body = Problem)))]
pub(crate) async fn pause(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
) -> Result<Answer<Campaign>, Problem> {
    steer(&app, &member, id, (Action::Pause, Deed::CampaignPaused)).await
}

/// Go on.
#[utoipa::path(post, operation_id = "resumeCampaign", path = "/api/campaigns/{id}/resume", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Campaign),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is not paused.", body = Problem)))]
pub(crate) async fn resume(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
) -> Result<Answer<Campaign>, Problem> {
    steer(&app, &member, id, (Action::Resume, Deed::CampaignResumed)).await
}

/// Call off: what is pending is skipped, what is in flight settles.
#[utoipa::path(post, operation_id = "cancelCampaign", path = "/api/campaigns/{id}/cancel", tag = "campaigns", security(("edit" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Campaign),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 409, description = "It is not running.", body = Problem)))]
pub(crate) async fn cancel(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<CampaignId>,
) -> Result<Answer<Campaign>, Problem> {
    steer(&app, &member, id, (Action::Cancel, Deed::CampaignCancelled)).await
}

async fn steer(
    app: &App,
    member: &Member,
    id: CampaignId,
    (action, deed): (Action, Deed),
) -> Result<Answer<Campaign>, Problem> {
    let campaign = find(app, member.workspace.id, id).await?;
    let did = member.did(deed).on(id.get()).named(campaign.plan.name.as_str());
    let campaign = noted(did, app.store.steer_campaign(member.workspace.id, id, action, now())).await?;
    app.deliver.ring();
    app.pulse.raise(member.workspace.id);
    Ok(Answer(campaign.into()))
}
