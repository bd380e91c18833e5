//! Signing in with Google, or by any other OpenID provider: by code with PKCE, which the button uses, or with an ID
//! token that a caller brings.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use domain::SessionId;
use domain::account::Identity;
use domain::audit::Deed;
use domain::workspace::Settings;
use serde::{Deserialize, Serialize};
use store::{NewSession, Session, StoreError, noted};
use utoipa::{IntoParams, ToSchema};

use super::client::Client;
use super::extract::{Json, Query};
use super::member::Person;
use super::problem::Problem;
use super::session::{ATTEMPT_LIFETIME, LIFETIME};
use crate::app::{App, now};
use crate::config::SignUp;
use crate::oidc::{Attempt, Provider, Refusal};

/// Ways to sign in besides one-time links.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignInMethods {
    /// What the provider is called, if there is one.
    #[schema(required, example = "Google")]
    provider: Option<String>,
}

/// An ID token of the provider.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = GoogleSignIn)]
pub(crate) struct Token {
    /// As the provider made it, for our client id, at most ten minutes ago.
    id_token: String,
    /// The nonce that was asked for, if one was.
    #[serde(default)]
    nonce: Option<String>,
}

/// What a way to the provider is for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StartQuery {
    /// True to let the person who is signed in come this way from now on.
    connect: Option<bool>,
}

/// What the provider says when somebody comes back.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CallbackQuery {
    /// Proves to the provider that it let somebody in.
    code: Option<String>,
    /// What they left with.
    state: Option<String>,
    /// Why nobody was let in.
    error: Option<String>,
}

/// What a browser carries while somebody is away.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Away {
    attempt: Attempt,
    /// The session to connect, if that is what it is for.
    connect: Option<SessionId>,
}

/// How people can sign in.
#[utoipa::path(get, operation_id = "getSignInMethods", path = "/api/auth/methods", tag = "account", security(()),
    responses((status = 200, body = SignInMethods)))]
pub(crate) async fn methods(State(app): State<App>) -> Answer<SignInMethods> {
    Answer(SignInMethods { provider: app.provider.as_ref().map(Provider::name) })
}

/// Go to the provider to sign in. For browsers: the answer leads there.
#[utoipa::path(get, operation_id = "startGoogleSignIn", path = "/api/auth/google/start", tag = "account", security(()),
    params(StartQuery),
    responses((status = 303, description = "To the provider; or to the sign-in page, which says what is wrong."),
              (status = 401, description = "Nobody is signed in who could be connected.", body = Problem),
              (status = 403, description = "A key cannot be connected.", body = Problem),
              (status = 404, description = "There is no provider.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn start(
    State(app): State<App>,
    Query(query): Query<StartQuery>,
    person: Result<Person, Problem>,
) -> Result<Response, Problem> {
    let provider = provider(&app)?;
    let connect = match query.connect {
        Some(true) => Some(person?.session.id),
        _ => None,
    };
    match provider.begin().await {
        Ok((url, attempt)) => {
            let away =
                app.sessions.sign_away(&Away { attempt, connect }, now().plus_millis(ATTEMPT_LIFETIME));
            let cookie = app.sessions.away_cookie(&away.map_err(|error| Problem::internal(&error))?);
            Ok((StatusCode::SEE_OTHER, [(header::LOCATION, url)], [(header::SET_COOKIE, cookie)])
                .into_response())
        }
        Err(refusal) => Ok(back(&app, &Outcome::from(refusal))),
    }
}

/// Come back from the provider. For browsers: the answer leads into the web interface.
#[utoipa::path(get, operation_id = "finishGoogleSignIn", path = "/api/auth/google/callback", tag = "account", security(()),
    params(CallbackQuery),
    responses((status = 303, description = "Into the web interface; or to the sign-in page, which says what is wrong."),
              (status = 404, description = "There is no provider.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn finish(
    State(app): State<App>,
    Query(query): Query<CallbackQuery>,
    headers: HeaderMap,
    client: Client,
    person: Result<Person, Problem>,
) -> Result<Response, Problem> {
    let provider = provider(&app)?;
    let Some(away) = app.sessions.read_away::<Away>(&headers) else {
        return Ok(back(&app, &Outcome::Expired));
    };
    let (Some(code), Some(state)) = (query.code, query.state) else {
        let cancelled = query.error.as_deref() == Some("access_denied");
        return Ok(back(&app, if cancelled { &Outcome::Cancelled } else { &Outcome::Invalid }));
    };
    if app.limits.try_to_sign_in(client.address).is_err() {
        return Ok(lead(&app, "/sign-in?problem=too_many", None));
    }
    let who = match provider.finish(away.attempt, &state, code).await {
        Ok(who) => who,
        Err(refusal) => return Ok(back(&app, &refusal.into())),
    };
    if let Some(session) = away.connect {
        let Some(person) = person.ok().filter(|person| person.session.id == session) else {
            return Ok(back(&app, &Outcome::Expired));
        };
        let did = person.did(Deed::AccountConnected).with(&who.issuer);
        return match noted(did, app.store.connect(person.session.user.id, who)).await {
            Ok(_) => Ok(lead(&app, "/account", None)),
            Err(StoreError::WrongState) => Ok(lead(&app, "/account?problem=taken", None)),
            Err(error) => Err(error.into()),
        };
    }
    match sign_in(&app, who, &client).await? {
        Some(session) => {
            let token = app.sessions.sign(session.id, session.expires_at);
            Ok(lead(&app, "/", Some(&token.map_err(|error| Problem::internal(&error))?)))
        }
        None => Ok(back(&app, &Outcome::NotInvited)),
    }
}

/// Sign in with an ID token of the provider.
#[utoipa::path(post, operation_id = "signInWithGoogle", path = "/api/auth/google", tag = "account", security(()), request_body = Token,
    responses((status = 204, description = "Signed in; the session cookie is set."),
              (status = 401, description = "The token proves nothing.", body = Problem),
              (status = 403, description = "Nobody invited them, or the request comes from a foreign page.", body = Problem),
              (status = 404, description = "There is no provider.", body = Problem),
              (status = 429, description = "Too many attempts; come back after `Retry-After` seconds.", body = Problem)))]
pub(crate) async fn sign_in_with_token(
    State(app): State<App>,
    headers: HeaderMap,
    client: Client,
    Json(given): Json<Token>,
) -> Result<Response, Problem> {
    if !app.origins.allow(&headers) {
        let detail = "Sign in from Mini CRM's own page.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "foreign_origin", detail));
    }
    let provider = provider(&app)?;
    app.limits.try_to_sign_in(client.address)?;
    let who = match provider.verify(&given.id_token, given.nonce.as_deref()).await {
        Ok(who) => who,
        Err(refusal) => return Err(Outcome::from(refusal).problem()),
    };
    let session = sign_in(&app, who, &client).await?.ok_or_else(|| Outcome::NotInvited.problem())?;
    let token =
        app.sessions.sign(session.id, session.expires_at).map_err(|error| Problem::internal(&error))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.sessions.set_cookie(&token))]).into_response())
}

fn provider(app: &App) -> Result<&Provider, Problem> {
    app.provider.as_ref().ok_or_else(|| {
        let detail = "No provider is set up: GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET switch it on.";
        Problem::new(StatusCode::NOT_FOUND, "no_provider", detail)
    })
}

async fn sign_in(app: &App, who: Identity, client: &Client) -> Result<Option<Session>, Problem> {
    let at = now();
    let welcome = match app.config.signup {
        SignUp::Invited => None,
        SignUp::Open => Settings::parse("My shop", "USD", "UTC").ok(),
    };
    let session = NewSession { at, expires_at: at.plus_millis(LIFETIME), device: client.device() };
    Ok(app.store.sign_in(who, welcome, session).await?)
}

/// Why nobody is signed in.
enum Outcome {
    Cancelled,
    Expired,
    Unreachable,
    Invalid,
    Unverified,
    NotInvited,
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unreachable(_) => {
                tracing::warn!(error = &refusal as &dyn std::error::Error, "nobody can sign in");
                Self::Unreachable
            }
            Refusal::Invalid(_) => {
                tracing::info!(error = &refusal as &dyn std::error::Error, "a sign-in was refused");
                Self::Invalid
            }
            Refusal::Unverified => Self::Unverified,
        }
    }
}

impl Outcome {
    /// The word the sign-in page is told.
    fn word(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Unreachable => "unreachable",
            Self::Invalid => "invalid",
            Self::Unverified => "unverified",
            Self::NotInvited => "not_invited",
        }
    }

    fn problem(&self) -> Problem {
        match self {
            Self::Unreachable => Problem::unavailable(
                "provider_unreachable",
                "The provider cannot be reached just now. Try again in a moment.",
                5,
            ),
            Self::Unverified => Problem::new(
                StatusCode::UNAUTHORIZED,
                "email_unverified",
                "The provider has not verified this account's email address. Verify it there, then come back.",
            ),
            Self::NotInvited => Problem::new(
                StatusCode::FORBIDDEN,
                "not_invited",
                "Nobody has invited this account's email address. Ask an owner of the workspace for an invitation.",
            ),
            Self::Cancelled | Self::Expired | Self::Invalid => Problem::new(
                StatusCode::UNAUTHORIZED,
                "invalid_token",
                "The token proves nothing: not ours, not signed by the provider, or too old.",
            ),
        }
    }
}

/// Leads to the sign-in page, which says what is wrong.
fn back(app: &App, outcome: &Outcome) -> Response {
    lead(app, &format!("/sign-in?problem={}", outcome.word()), None)
}

/// Leads into the web interface; whoever was away has come back.
fn lead(app: &App, path: &str, session: Option<&str>) -> Response {
    let location = [(header::LOCATION, format!("{}{path}", app.config.web_url()))];
    let mut cookies = vec![(header::SET_COOKIE, app.sessions.clear_away_cookie())];
    cookies.extend(session.map(|token| (header::SET_COOKIE, app.sessions.set_cookie(token))));
    (StatusCode::SEE_OTHER, location, AppendHeaders(cookies)).into_response()
}
