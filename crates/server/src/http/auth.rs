//! Signing in and out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::account::{Role, Scope};
use domain::audit::Deed;
use domain::{UserId, WorkspaceId};
use serde::{Deserialize, Serialize};
use store::{NewSession, noted};
use utoipa::ToSchema;

use super::client::Client;
use super::extract::Json;
use super::member::{Member, Person};
use super::permission::PermissionWord;
use super::problem::Problem;
use super::session::LIFETIME;
use super::workspace::Workspace;
use crate::app::{App, now};
use crate::secrets;

/// A one-time sign-in link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignInLink)]
pub(crate) struct Link {
    /// What stands behind `#token=` in the link.
    token: String,
}

/// Who is signed in, and where.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    /// The person; null for a key.
    #[schema(required)]
    user: Option<User>,
    /// The workspace they act for.
    workspace: Workspace,
    /// What the person may do there; null for a key.
    #[schema(required, value_type = Option<crate::http::words::Role>)]
    role: Option<&'static str>,
    /// What the key is good for; null for a person.
    #[schema(required, value_type = Option<Vec<crate::http::words::Scope>>)]
    scopes: Option<Vec<&'static str>>,
    /// What they may do: what every operation asks is one of these.
    #[schema(value_type = Vec<PermissionWord>)]
    may: Vec<&'static str>,
    /// Every workspace of the person, in the order in which they joined; for a key, its own.
    workspaces: Vec<WorkspaceOfMine>,
    /// Ways to sign in that are switched on.
    auth_methods: AuthMethods,
}

/// A person.
#[derive(Serialize, ToSchema)]
pub(crate) struct User {
    #[schema(value_type = String, example = "1")]
    id: UserId,
    /// As they call themselves.
    #[schema(required)]
    name: Option<String>,
    /// Where they are reached.
    #[schema(required)]
    email: Option<String>,
    /// The provider they sign in by; null for those who come by one-time links.
    #[schema(required, example = "https://accounts.google.com")]
    issuer: Option<String>,
}

impl From<store::User> for User {
    fn from(user: store::User) -> Self {
        Self { id: user.id, name: user.name, email: user.email, issuer: user.issuer }
    }
}

/// A workspace one belongs to.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkspaceOfMine {
    #[schema(value_type = String, example = "1")]
    id: WorkspaceId,
    #[schema(example = "Bean & Leaf")]
    name: String,
    /// What the person is there; null for a key.
    #[schema(required, value_type = Option<crate::http::words::Role>)]
    role: Option<&'static str>,
}

/// Ways to sign in besides the one-time link.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthMethods {
    /// With a Google account, or by another OpenID provider.
    google: bool,
}

/// Sign in with a one-time link.
///
/// The link is printed by the server at its start, and by `minicrm sign-in-link`. It works once.
#[utoipa::path(post, operation_id = "signInByLink", path = "/api/auth/link", tag = "account", security(()), request_body = Link,
    responses((status = 204, description = "Signed in; the session cookie is set."),
              (status = 401, description = "The link was used, has expired, or never existed.", body = Problem),
              (status = 403, description = "The request comes from a foreign page.", body = Problem),
              (status = 422, description = "Not of the expected shape.", body = Problem),
              (status = 429, description = "Too many attempts; come back after `Retry-After` seconds.", body = Problem)))]
pub(crate) async fn sign_in_by_link(
    State(app): State<App>,
    headers: HeaderMap,
    client: Client,
    Json(link): Json<Link>,
) -> Result<Response, Problem> {
    if !app.origins.allow(&headers) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "Sign in from Mini CRM's own page.",
        ));
    }
    app.limits.try_to_sign_in(client.address)?;
    let at = now();
    let session = NewSession { at, expires_at: at.plus_millis(LIFETIME), device: client.device() };
    let session = app.store.redeem_link(secrets::hash(&link.token), session).await?.ok_or_else(|| {
        let detail = "This link was used or has expired. An owner of the workspace can make another; `minicrm sign-in-link` prints one for the owner.";
        Problem::new(StatusCode::UNAUTHORIZED, "link_invalid", detail)
    })?;
    let token =
        app.sessions.sign(session.id, session.expires_at).map_err(|error| Problem::internal(&error))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.sessions.set_cookie(&token))]).into_response())
}

/// Who is signed in.
#[utoipa::path(get, operation_id = "getMe", path = "/api/auth/me", tag = "account", security(("known" = [])),
    responses((status = 200, body = Me), (status = 401, description = "Nobody is.", body = Problem)))]
pub(crate) async fn me(State(app): State<App>, member: Member) -> Result<axum::Json<Me>, Problem> {
    let mine = |workspace: &domain::workspace::Workspace, role: Option<Role>| WorkspaceOfMine {
        id: workspace.id,
        name: workspace.settings.name.to_string(),
        role: role.map(Role::as_str),
    };
    let workspaces = match &member.session {
        Some(session) => {
            let all = app.store.workspaces_of(session.user.id).await?;
            all.iter().map(|(workspace, role)| mine(workspace, Some(*role))).collect()
        }
        None => vec![mine(&member.workspace, None)],
    };
    Ok(axum::Json(Me {
        may: member.may().map(|permission| permission.name).collect(),
        role: member.session.as_ref().map(|session| session.role.as_str()),
        user: member.session.map(|session| session.user.into()),
        scopes: member.key.map(|key| key.scopes.iter().map(Scope::as_str).collect()),
        workspace: Workspace::view(&app, &member.workspace),
        workspaces,
        auth_methods: AuthMethods { google: app.provider.is_some() },
    }))
}

/// Sign out: ends this session.
#[utoipa::path(post, operation_id = "signOut", path = "/api/auth/logout", tag = "account", security(("person" = [])),
    responses((status = 204, description = "Signed out."),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 403, description = "A key cannot sign out.", body = Problem)))]
pub(crate) async fn sign_out(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    noted(person.did(Deed::SignedOut), app.store.revoke_session(person.session.id)).await?;
    app.pulse.raise(person.workspace.id);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.sessions.clear_cookie())]).into_response())
}
