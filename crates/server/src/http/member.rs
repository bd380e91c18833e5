//! Authorisation is a handler argument: whoever takes one of these acts for its workspace and no other, and within
//! what the table in `permission` allows.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use domain::account::{Role, Scope};
use domain::audit::{Actor, Deed};
use domain::workspace::Workspace;
use store::{ApiKey, Note, Session, User};

use super::client::Client;
use super::permission::{self, Permission, join};
use super::problem::Problem;
use super::session::{bearer_token, cookie_token};
use crate::app::{App, now};
use crate::secrets;

/// How often the use of a session is noted, in milliseconds.
const NOTE_EVERY: i64 = 10 * 60_000;

/// Somebody who belongs to a workspace, whatever they may do there: a signed-in person, or a script with a key.
pub(crate) struct Member {
    /// What they act for.
    pub(crate) workspace: Workspace,
    /// The browser session, if it is a person.
    pub(crate) session: Option<Session>,
    /// The key, if it is a script.
    pub(crate) key: Option<ApiKey>,
    /// The other end.
    client: Client,
}

impl Member {
    /// Something they do, for the audit log.
    pub(crate) fn did(&self, deed: Deed) -> Note {
        let by = match (&self.session, &self.key) {
            (Some(session), _) => person(&session.user),
            (None, Some(key)) => Actor::Key { id: key.id, name: key.name.clone() },
            (None, None) => Actor::Unknown,
        };
        note(&self.workspace, by, &self.client, deed)
    }

    /// What they may do.
    pub(crate) fn may(&self) -> impl Iterator<Item = &'static Permission> {
        permission::ALL.into_iter().filter(|permission| self.must(permission).is_ok())
    }

    /// Refuses whoever may not.
    fn must(&self, permission: &Permission) -> Result<(), Problem> {
        match (&self.session, &self.key) {
            (Some(session), _) if permission.of_role(session.role) => Ok(()),
            (Some(session), _) => Err(role_needed(session.role, permission)),
            (None, Some(key)) if permission.scopes.iter().any(|scope| key.scopes.contains(*scope)) => Ok(()),
            (None, Some(key)) => Err(scope_needed(key.scopes.iter(), permission)),
            (None, None) => Err(not_signed_in()),
        }
    }
}

/// Arguments that allow what their permission says.
macro_rules! arguments {
    ($($(#[$doc:meta])* $name:ident: $permission:ident;)+) => {$(
        $(#[$doc])*
        pub(crate) struct $name(pub(crate) Member);

        impl Deref for $name {
            type Target = Member;

            fn deref(&self) -> &Member {
                &self.0
            }
        }

        impl FromRequestParts<App> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
                let member = Member::from_request_parts(parts, app).await?;
                member.must(&permission::$permission)?;
                Ok(Self(member))
            }
        }
    )+};
}

arguments! {
    /// May read whatever the workspace holds.
    CanRead: READ;
    /// May follow what became of records.
    CanFollow: FOLLOW;
    /// May send records in.
    CanIngest: INGEST;
    /// May erase customers.
    CanErase: ERASE;
    /// May write, launch and steer campaigns.
    CanEdit: EDIT;
    /// May decide about name, currency and time zone.
    CanConfigure: CONFIGURE;
}

/// Arguments that only a signed-in person can be.
macro_rules! people {
    ($($(#[$doc:meta])* $name:ident: $permission:ident;)+) => {$(
        $(#[$doc])*
        pub(crate) struct $name {
            /// What they act for.
            pub(crate) workspace: Workspace,
            /// Their browser session.
            pub(crate) session: Session,
            /// The other end.
            client: Client,
        }

        impl $name {
            /// Something they do, for the audit log.
            pub(crate) fn did(&self, deed: Deed) -> Note {
                note(&self.workspace, person(&self.session.user), &self.client, deed)
            }
        }

        impl FromRequestParts<App> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
                let member = Member::from_request_parts(parts, app).await?;
                member.must(&permission::$permission)?;
                let session = member.session.ok_or_else(person_needed)?;
                Ok(Self { workspace: member.workspace, session, client: member.client })
            }
        }
    )+};
}

people! {
    /// A signed-in person; keys are not enough.
    Person: PERSON;
    /// A person who owns the workspace.
    Owner: OWN;
}

impl FromRequestParts<App> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Ok(client) = Client::from_request_parts(parts, app).await;
        if let Some(token) = bearer_token(&parts.headers) {
            return by_bearer(app, token, client).await;
        }
        let Some(token) = cookie_token(&parts.headers) else { return Err(not_signed_in()) };
        if !app.origins.know_host(&parts.headers) {
            return Err(foreign(app));
        }
        let changes = !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if changes && !app.origins.allow(&parts.headers) {
            return Err(foreign(app));
        }
        by_session(app, token, client).await
    }
}

async fn by_bearer(app: &App, token: &str, client: Client) -> Result<Member, Problem> {
    if !token.starts_with(secrets::KEY_PREFIX) {
        return by_session(app, token, client).await;
    }
    let (hash, at) = (secrets::hash(token), now());
    if let Some((workspace, key)) = app.keys.find(&hash)
        && key.expires_at.is_none_or(|end| end > at)
    {
        return Ok(Member { workspace, session: None, key: Some(key), client });
    }
    // A script with a good key goes on where its neighbour tries wrong ones.
    if !app.keys.was_good(&hash) {
        app.limits.try_key(client.address)?;
    }
    let search = app.keys.search();
    let key = app.store.use_api_key(hash, at).await?.ok_or_else(|| {
        app.keys.was_wrong(&hash);
        app.limits.wrong_key(client.address);
        let detail = "The API key is unknown, was revoked, or has expired.";
        Problem::new(StatusCode::UNAUTHORIZED, "invalid_key", detail)
    })?;
    let workspace = app.store.workspace(key.workspace).await?.ok_or_else(not_signed_in)?;
    app.keys.remember(search, hash, (workspace.clone(), key.clone()));
    Ok(Member { workspace, session: None, key: Some(key), client })
}

async fn by_session(app: &App, token: &str, client: Client) -> Result<Member, Problem> {
    let id = app.sessions.read(token).ok_or_else(not_signed_in)?;
    let at = now();
    let session = app.store.session(id, at).await?.ok_or_else(not_signed_in)?;
    // A disk that is full must not lock people out: they may be there to make room.
    if at.millis() - session.seen_at.millis() >= NOTE_EVERY
        && let Err(error) = app.store.note_session(id, at).await
    {
        tracing::warn!(%error, "the use of a session could not be noted");
    }
    let workspace = app.store.workspace(session.workspace).await?.ok_or_else(not_signed_in)?;
    Ok(Member { workspace, session: Some(session), key: None, client })
}

fn person(user: &User) -> Actor {
    Actor::person(user.id, user.name.as_deref(), user.email.as_deref())
}

fn note(workspace: &Workspace, by: Actor, client: &Client, deed: Deed) -> Note {
    let address = client.address.map(|address| address.to_string());
    Note { address, ..Note::of(workspace.id, now(), by, deed) }
}

fn not_signed_in() -> Problem {
    let detail = "Sign in, or send an API key as `Authorization: Bearer …`.";
    Problem::new(StatusCode::UNAUTHORIZED, "not_signed_in", detail)
}

fn person_needed() -> Problem {
    let detail = "Only a signed-in person can do this; a key cannot.";
    Problem::new(StatusCode::FORBIDDEN, "person_needed", detail)
}

fn role_needed(role: Role, permission: &Permission) -> Problem {
    let detail = format!(
        "You are {} here; this takes {}. An owner of the workspace can change your role.",
        role.as_str(),
        join(permission.roles.iter().map(|role| role.as_str()))
    );
    Problem::new(StatusCode::FORBIDDEN, "role_needed", detail)
}

fn scope_needed(has: impl Iterator<Item = Scope>, permission: &Permission) -> Problem {
    if permission.scopes.is_empty() {
        return person_needed();
    }
    let detail = format!(
        "This takes a key with the scope {}; this one has {}.",
        join(permission.scopes.iter().map(|scope| scope.as_str())),
        has.map(Scope::as_str).collect::<Vec<_>>().join(", ")
    );
    Problem::new(StatusCode::FORBIDDEN, "scope_needed", detail)
}

fn foreign(app: &App) -> Problem {
    let detail = format!(
        "This request comes from another address than {}. If that is where people open Mini CRM, set BASE_URL_BACKEND to it.",
        app.config.base_url()
    );
    Problem::new(StatusCode::FORBIDDEN, "foreign_origin", detail)
}
