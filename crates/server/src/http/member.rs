//! Authorisation is a handler argument: whoever takes a [`Member`] acts for its workspace and no other.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use domain::workspace::Workspace;
use store::Session;

use super::problem::Problem;
use super::session::{bearer_token, cookie_token};
use crate::app::{App, now};
use crate::secrets;

/// Somebody who may read and change a workspace: a signed-in person, or a script with a key.
pub(crate) struct Member {
    /// What they act for.
    pub(crate) workspace: Workspace,
    /// The browser session, if it is a person.
    pub(crate) session: Option<Session>,
}

/// A signed-in person; keys are not enough.
pub(crate) struct Person {
    /// What they act for.
    pub(crate) workspace: Workspace,
    /// Their browser session.
    pub(crate) session: Session,
}

impl FromRequestParts<App> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        if let Some(token) = bearer_token(&parts.headers) {
            return by_bearer(app, token).await;
        }
        let Some(token) = cookie_token(&parts.headers) else { return Err(not_signed_in()) };
        if !app.origins.know_host(&parts.headers) {
            return Err(foreign(app));
        }
        let changes = !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if changes && !app.origins.allow(&parts.headers) {
            return Err(foreign(app));
        }
        by_session(app, token).await
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let member = Member::from_request_parts(parts, app).await?;
        let session = member.session.ok_or_else(|| {
            Problem::new(
                StatusCode::FORBIDDEN,
                "person_needed",
                "Only a signed-in person can do this; a key cannot.",
            )
        })?;
        Ok(Self { workspace: member.workspace, session })
    }
}

async fn by_bearer(app: &App, token: &str) -> Result<Member, Problem> {
    if !token.starts_with(secrets::KEY_PREFIX) {
        return by_session(app, token).await;
    }
    let hash = secrets::hash(token);
    if let Some(workspace) = app.keys.workspace(&hash) {
        return Ok(Member { workspace, session: None });
    }
    let search = app.keys.search();
    let key = app.store.use_api_key(hash, now()).await?.ok_or_else(|| {
        Problem::new(StatusCode::UNAUTHORIZED, "invalid_key", "The API key is unknown or was revoked.")
    })?;
    let workspace = app.store.workspace(key.workspace).await?.ok_or_else(not_signed_in)?;
    app.keys.remember(search, hash, workspace.clone());
    Ok(Member { workspace, session: None })
}

async fn by_session(app: &App, token: &str) -> Result<Member, Problem> {
    let id = app.sessions.read(token).ok_or_else(not_signed_in)?;
    let session = app.store.session(id, now()).await?.ok_or_else(not_signed_in)?;
    let workspace = app.store.workspace(session.workspace).await?.ok_or_else(not_signed_in)?;
    Ok(Member { workspace, session: Some(session) })
}

fn not_signed_in() -> Problem {
    let detail = "Sign in, or send an API key as `Authorization: Bearer …`.";
    Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", detail)
}

fn foreign(app: &App) -> Problem {
    let detail = format!(
        "This request comes from another address than {}. If that is where people open Mini CRM, set BASE_URL_BACKEND to it.",
        app.config.base_url()
    );
    Problem::new(StatusCode::FORBIDDEN, "foreign_origin", detail)
}
