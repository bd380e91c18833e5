//! A person's own sessions, name and workspaces.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::audit::Deed;
use domain::customer::Text;
use domain::{SessionId, Timestamp, WorkspaceId};
use serde::{Deserialize, Serialize};
use store::{Note, StoreError, noted};
use utoipa::ToSchema;

use super::auth::User;
use super::extract::{Json, Path};
use super::list::{List, list_schema};
use super::member::Person;
use super::problem::Problem;
use crate::app::{App, now};

/// A signed-in browser.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub(crate) struct Device {
    #[schema(value_type = String, example = "1")]
    id: SessionId,
    /// True for the one that asks.
    current: bool,
    /// What the browser said of itself.
    #[schema(required)]
    agent: Option<String>,
    /// The network address it signed in from.
    #[schema(required)]
    address: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// To about ten minutes.
    #[schema(value_type = String, format = DateTime)]
    seen_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

list_schema! {
    /// Sessions.
    SessionList of Device
}

/// How a person calls themselves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileChange {
    /// 1 to 256 characters; absent, null or blank for none.
    #[schema(example = "Ana López")]
    name: Option<String>,
}

/// Where to go.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WorkspaceChoice {
    #[schema(value_type = String, example = "2")]
    workspace_id: WorkspaceId,
}

/// Your sessions, newest first.
#[utoipa::path(get, operation_id = "listSessions", path = "/api/auth/sessions", tag = "account", security(("person" = [])),
    responses((status = 200, body = SessionList)))]
pub(crate) async fn list(State(app): State<App>, person: Person) -> Result<Answer<List<Device>>, Problem> {
    let sessions = app.store.sessions(person.session.user.id, now()).await?;
    let view = |session: store::Session| Device {
        id: session.id,
        current: session.id == person.session.id,
        agent: session.device.agent,
        address: session.device.address,
        created_at: session.created_at,
        seen_at: session.seen_at,
        expires_at: session.expires_at,
    };
    Ok(Answer(List { items: sessions.into_iter().map(view).collect(), next_cursor: None }))
}

/// Sign out another browser of yours.
#[utoipa::path(delete, operation_id = "endSession", path = "/api/auth/sessions/{id}", tag = "account", security(("person" = [])),
    params(("id" = String, Path)),
    responses((status = 204, description = "It is signed out."),
              (status = 404, description = "You have no such session.", body = Problem)))]
pub(crate) async fn end(
    State(app): State<App>,
    person: Person,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    let did = person.did(Deed::SessionEnded);
    noted(did, app.store.end_session(person.session.user.id, id)).await?;
    app.pulse.raise(person.workspace.id);
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out everywhere: every session of yours ends, this one included.
#[utoipa::path(delete, operation_id = "endSessions", path = "/api/auth/sessions", tag = "account", security(("person" = [])),
    responses((status = 204, description = "Signed out everywhere.")))]
pub(crate) async fn end_all(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    let did = person.did(Deed::SignedOutEverywhere);
    noted(did, app.store.end_sessions(person.session.user.id)).await?;
    app.pulse.raise(person.workspace.id);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.sessions.clear_cookie())]).into_response())
}

/// Say how you call yourself.
#[utoipa::path(put, operation_id = "changeProfile", path = "/api/auth/me", tag = "account", security(("person" = [])),
    request_body = ProfileChange,
    responses((status = 200, body = User), (status = 422, description = "Too long.", body = Problem)))]
pub(crate) async fn change_profile(
    State(app): State<App>,
    person: Person,
    Json(given): Json<ProfileChange>,
) -> Result<Answer<User>, Problem> {
    let name = match given.name.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(name) => Some(Text::parse(name).map_err(|error| {
            Problem::invalid("invalid_profile", "Nothing was changed.", vec![error.inside("name")])
        })?),
    };
    let user = app.store.rename_user(person.session.user.id, name.map(|name| name.to_string())).await?;
    Ok(Answer(user.into()))
}

/// Go to another workspace of yours; this session goes along, in every tab of this browser.
#[utoipa::path(post, operation_id = "switchWorkspace", path = "/api/auth/workspace", tag = "account", security(("person" = [])),
    request_body = WorkspaceChoice,
    responses((status = 204, description = "You are there."),
              (status = 404, description = "You belong to no such workspace.", body = Problem),
              (status = 422, description = "Not of the expected shape.", body = Problem)))]
pub(crate) async fn switch(
    State(app): State<App>,
    person: Person,
    Json(given): Json<WorkspaceChoice>,
) -> Result<StatusCode, Problem> {
    // For the owners of the workspace that is entered.
    let did = Note { workspace: given.workspace_id, ..person.did(Deed::WorkspaceEntered) };
    let moved = noted(did, app.store.switch_workspace(person.session.id, given.workspace_id, now())).await;
    moved.map_err(|error| match error {
        StoreError::NotFound => {
            Problem::new(StatusCode::NOT_FOUND, "not_found", "You belong to no such workspace.")
        }
        error => error.into(),
    })?;
    app.pulse.raise(person.workspace.id);
    Ok(StatusCode::NO_CONTENT)
}
