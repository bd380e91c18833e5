//! Signing in and out.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::UserId;
use serde::{Deserialize, Serialize};
use store::NewSession;
use utoipa::ToSchema;

use super::extract::Json;
use super::member::{Member, Person};
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
}

/// Ways to sign in besides the one-time link.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthMethods {
    /// With a Google account.
    google: bool,
}

/// Sign in with a one-time link.
///
/// The link is printed by the server at its start, and by `minicrm sign-in-link`. It works once.
#[utoipa::path(post, operation_id = "signInByLink", path = "/api/auth/link", tag = "account", security(()), request_body = Link,
    responses((status = 204, description = "Signed in; the session cookie is set."),
              (status = 401, description = "The link was used, has expired, or never existed.", body = Problem),
              (status = 403, description = "The request comes from a foreign page.", body = Problem),
              (status = 422, description = "Not of the expected shape.", body = Problem)))]
pub(crate) async fn sign_in_by_link(
    State(app): State<App>,
    headers: HeaderMap,
    Json(link): Json<Link>,
) -> Result<Response, Problem> {
    if !app.origins.allow(&headers) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "Sign in from Mini CRM's own page.",
        ));
    }
    let at = now();
    let session = NewSession { at, expires_at: at.plus_millis(LIFETIME) };
    let session = app.store.redeem_link(secrets::hash(&link.token), session).await?.ok_or_else(|| {
        let detail = "This link was used or has expired. Run `minicrm sign-in-link` for a new one.";
        Problem::new(StatusCode::UNAUTHORIZED, "link_invalid", detail)
    })?;
    let token =
        app.sessions.sign(session.id, session.expires_at).map_err(|error| Problem::internal(&error))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.sessions.set_cookie(&token))]).into_response())
}

/// Who is signed in.
#[utoipa::path(get, operation_id = "getMe", path = "/api/auth/me", tag = "account",
    responses((status = 200, body = Me), (status = 401, description = "Nobody is.", body = Problem)))]
pub(crate) async fn me(State(app): State<App>, member: Member) -> axum::Json<Me> {
    let user = member.session.map(|session| User {
        id: session.user.id,
        name: session.user.name,
        email: session.user.email,
    });
    let workspace = Workspace::view(&app, &member.workspace);
    axum::Json(Me { user, workspace, auth_methods: AuthMethods { google: false } })
}

/// Sign out: ends this session.
#[utoipa::path(post, operation_id = "signOut", path = "/api/auth/logout", tag = "account",
    responses((status = 204, description = "Signed out."),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 403, description = "A key cannot sign out.", body = Problem)))]
pub(crate) async fn sign_out(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    app.store.revoke_session(person.session.id).await?;
    app.pulse.raise(person.workspace.id);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.sessions.clear_cookie())]).into_response())
}
