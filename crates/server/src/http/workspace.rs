//! The workspace: its name, currency and time zone, how it speaks, who its emails come from, and whom it writes to.

mod change;

use std::num::NonZeroU32;

use axum::Json as Answer;
use axum::extract::State;
use domain::audit::Deed;
use domain::workspace::Settings;
use domain::{Channel, Timestamp, WorkspaceId};
use serde::Serialize;
use store::noted;
use utoipa::ToSchema;

use super::extract::Json;
use super::member::{CanConfigure, Member};
use super::problem::Problem;
use crate::app::{App, Parts};
pub(crate) use change::WorkspaceSettings;

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
    /// How it speaks, in its own words; suggestions follow it.
    #[schema(required, example = "Warm and plain. We say you, and never use puns.")]
    voice: Option<String>,
    sender: Sender,
    /// Whether silence counts as consent.
    #[schema(value_type = crate::http::words::ConsentMode)]
    consent_mode: &'static str,
    /// The most people one campaign may be sent to; any number, if null.
    #[schema(required)]
    most_recipients: Option<u32>,
    /// False until a person has decided about name, currency and zone.
    configured: bool,
    /// How messages leave.
    channels: Vec<ChannelInfo>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Who emails come from. It is kept for sending through a mail server of one's own; the vendor has senders of its own.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkspaceSender)]
pub(crate) struct Sender {
    /// The name that stands before the address.
    #[schema(required, example = "Bean & Leaf")]
    name: Option<String>,
    #[schema(required, example = "hello@shop.com")]
    email: Option<String>,
    /// Where answers go, if not to that address.
    #[schema(required)]
    reply_to: Option<String>,
    /// Where the sender can be found.
    #[schema(required)]
    postal_address: Option<String>,
}

impl From<&domain::workspace::Sender> for Sender {
    fn from(sender: &domain::workspace::Sender) -> Self {
        Self {
            name: sender.name.as_ref().map(ToString::to_string),
            email: sender.email.as_ref().map(ToString::to_string),
            reply_to: sender.reply_to.as_ref().map(ToString::to_string),
            postal_address: sender.postal_address.as_ref().map(ToString::to_string),
        }
    }
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
        let Settings { name, currency, zone, voice, sender, consent, most_recipients } = &workspace.settings;
        Self {
            id: workspace.id,
            name: name.to_string(),
            currency: currency.as_str().to_owned(),
            time_zone: zone.name().to_owned(),
            voice: voice.as_ref().map(ToString::to_string),
            sender: sender.into(),
            consent_mode: consent.as_str(),
            most_recipients: most_recipients.map(NonZeroU32::get),
            configured: workspace.configured,
            channels: Channel::ALL.into_iter().map(channel).collect(),
            created_at: workspace.created_at,
        }
    }
}

/// The workspace.
#[utoipa::path(get, operation_id = "getWorkspace", path = "/api/workspace", tag = "account", security(("known" = [])),
    responses((status = 200, body = Workspace), (status = 401, description = "Nobody is signed in.", body = Problem)))]
pub(crate) async fn read(State(app): State<App>, member: Member) -> Answer<Workspace> {
    Answer(Workspace::view(&app, &member.workspace))
}

/// Decide about the workspace.
///
/// What is not mentioned stays, `null` clears what can be empty. Before anything else is decided, name, currency and time
/// zone are.
#[utoipa::path(put, operation_id = "configureWorkspace", path = "/api/workspace", tag = "account", security(("configure" = [])), request_body = WorkspaceSettings,
    responses((status = 200, body = Workspace),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "Not possible; says which field.", body = Problem)))]
pub(crate) async fn configure(
    State(app): State<App>,
    member: CanConfigure,
    Json(given): Json<WorkspaceSettings>,
) -> Result<Answer<Workspace>, Problem> {
    let change = given.parse(member.workspace.configured);
    let change =
        change.map_err(|errors| Problem::invalid("invalid_settings", "Nothing was changed.", errors))?;
    let name = change.name.as_ref().unwrap_or(&member.workspace.settings.name);
    let did = member.did(Deed::WorkspaceChanged).named(name.as_str());
    let workspace = noted(did, app.store.configure(member.workspace.id, change)).await?;
    app.keys.forget();
    app.pulse.raise(workspace.id);
    Ok(Answer(Workspace::view(&app, &workspace)))
}
