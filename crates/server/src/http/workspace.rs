//! The workspace: its name, currency and time zone.

use axum::Json as Answer;
use axum::extract::State;
use domain::audit::Deed;
use domain::workspace::Settings;
use domain::{Channel, Timestamp, WorkspaceId};
use serde::{Deserialize, Serialize};
use store::noted;
use utoipa::ToSchema;

use super::extract::Json;
use super::member::{CanConfigure, Member};
use super::problem::Problem;
use crate::app::{App, Parts};

/// A workspace.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Workspace {
    #[schema(value_type = String, example = "1")]
    id: WorkspaceId,
    /// The shop's name, as customers read it.
    #[schema(example = "Bean & Leaf")]
    name: String,
    /// ISO 4217; every amount is in it.
    #[schema(example = "USD")]
    currency: String,
    /// IANA name of the zone in which days begin.
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
    /// False until a person has decided about name, currency and zone.
    configured: bool,
    /// How messages leave.
    channels: Vec<ChannelInfo>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// How messages of a channel leave.
#[derive(Serialize, ToSchema)]
#[schema(as = WorkspaceChannel)]
pub(crate) struct ChannelInfo {
    #[schema(value_type = crate::http::words::Channel)]
    channel: Channel,
    #[schema(value_type = crate::http::words::Carrier)]
    via: &'static str,
    /// True if nothing reaches a person.
    simulated: bool,
}

impl Workspace {
    /// The workspace as callers see it.
    pub(crate) fn view(app: &Parts, workspace: &domain::workspace::Workspace) -> Self {
        let via = if app.simulated { "simulator" } else { "vendor" };
        let channel = |channel| ChannelInfo { channel, via, simulated: app.simulated };
        Self {
            id: workspace.id,
            name: workspace.settings.name.to_string(),
            currency: workspace.settings.currency.as_str().to_owned(),
            time_zone: workspace.settings.zone.name().to_owned(),
            configured: workspace.configured,
            channels: Channel::ALL.into_iter().map(channel).collect(),
            created_at: workspace.created_at,
        }
    }
}

/// What a person decides about a workspace.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WorkspaceSettings {
    #[schema(example = "Bean & Leaf")]
    name: String,
    /// ISO 4217.
    #[schema(example = "USD")]
    currency: String,
    /// IANA name. Dates already taken in keep the instant they were given.
    #[schema(example = "Europe/Berlin")]
    time_zone: String,
}

/// The workspace.
#[utoipa::path(get, operation_id = "getWorkspace", path = "/api/workspace", tag = "account", security(("known" = [])),
    responses((status = 200, body = Workspace), (status = 401, description = "Nobody is signed in.", body = Problem)))]
pub(crate) async fn read(State(app): State<App>, member: Member) -> Answer<Workspace> {
    Answer(Workspace::view(&app, &member.workspace))
}

/// Decide about name, currency and time zone.
#[utoipa::path(put, operation_id = "configureWorkspace", path = "/api/workspace", tag = "account", security(("configure" = [])), request_body = WorkspaceSettings,
    responses((status = 200, body = Workspace),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "Not possible; says which field.", body = Problem)))]
pub(crate) async fn configure(
    State(app): State<App>,
    member: CanConfigure,
    Json(given): Json<WorkspaceSettings>,
) -> Result<Answer<Workspace>, Problem> {
    let settings = Settings::parse(&given.name, &given.currency, &given.time_zone)
        .map_err(|errors| Problem::invalid("invalid_settings", "Nothing was changed.", errors))?;
    let did = member.did(Deed::WorkspaceChanged).named(settings.name.as_str());
    let workspace = noted(did, app.store.configure(member.workspace.id, settings)).await?;
    app.keys.forget();
    app.pulse.raise(workspace.id);
    Ok(Answer(Workspace::view(&app, &workspace)))
}
