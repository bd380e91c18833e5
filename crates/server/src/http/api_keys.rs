//! Keys for scripts.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::account::Scope;
use domain::audit::Deed;
use domain::{ApiKeyId, FieldError, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Note, noted};
use utoipa::ToSchema;

use super::extract::{Json, Path};
use super::list::{List, list_schema};
use super::member::Owner;
use super::problem::Problem;
use crate::app::{App, now};
use crate::secrets;

const MAX_NAME: usize = 100;

/// A key for scripts, without the key itself.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ApiKey {
    #[schema(value_type = String, example = "1")]
    id: ApiKeyId,
    /// What it is for.
    name: String,
    /// Its first letters.
    #[schema(example = "mcrm_x7Qa")]
    prefix: String,
    /// What it is good for.
    #[schema(value_type = Vec<crate::http::words::Scope>)]
    scopes: Vec<&'static str>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it stops working; null if never.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    expires_at: Option<Timestamp>,
    /// To the minute; null if it never was.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_used_at: Option<Timestamp>,
}

/// A key just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedApiKey {
    #[serde(flatten)]
    #[schema(inline)]
    about: ApiKey,
    /// The key, shown this once.
    #[schema(example = "mcrm_x7Qa…")]
    key: String,
}

/// A key to be made.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewApiKey {
    /// What it is for, 1 to 100 characters.
    #[schema(example = "Shop backend")]
    name: String,
    /// What it shall be good for; `ingest`, `read` and `campaigns` if absent.
    #[serde(default)]
    #[schema(value_type = Option<Vec<crate::http::words::Scope>>, example = json!(["ingest"]))]
    scopes: Option<Vec<String>>,
    /// When it shall stop working; never, if absent.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

impl NewApiKey {
    /// What the store keeps, with the key's traces, or what is wrong.
    fn parse(&self, key: &str) -> Result<store::NewApiKey, Vec<FieldError>> {
        let (name, at, mut errors) = (self.name.trim(), now(), Vec::new());
        if name.is_empty() || name.chars().count() > MAX_NAME {
            errors.push(FieldError::new(
                "name",
                "invalid_name",
                format!("expected 1 to {MAX_NAME} characters"),
            ));
        }
        let mut scopes = Vec::new();
        match &self.scopes {
            None => scopes.extend([Scope::Ingest, Scope::Read, Scope::Campaigns]),
            Some(words) => {
                for (index, word) in words.iter().enumerate() {
                    match Scope::parse(word) {
                        Some(scope) => scopes.push(scope),
                        None => errors.push(FieldError::new(
                            format!("scopes[{index}]"),
                            "unknown_scope",
                            "expected ingest, read, campaigns or settings",
                        )),
                    }
                }
                if words.is_empty() {
                    errors.push(FieldError::new("scopes", "no_scope", "expected at least one"));
                }
            }
        }
        if self.expires_at.is_some_and(|end| end <= at) {
            errors.push(FieldError::new("expiresAt", "in_the_past", "expected a time to come"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(store::NewApiKey {
            name: name.to_owned(),
            prefix: secrets::key_prefix(key).to_owned(),
            hash: secrets::hash(key),
            scopes: scopes.into_iter().collect(),
            at,
            expires_at: self.expires_at,
        })
    }
}

impl From<store::ApiKey> for ApiKey {
    fn from(key: store::ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
        }
    }
}

list_schema! {
    /// Keys.
    ApiKeyList of ApiKey
}

/// The workspace's keys, newest first.
#[utoipa::path(get, operation_id = "listApiKeys", path = "/api/api-keys", tag = "account", security(("own" = [])),
    responses((status = 200, body = ApiKeyList),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 403, description = "A key cannot see keys.", body = Problem)))]
pub(crate) async fn list(State(app): State<App>, owner: Owner) -> Result<Answer<List<ApiKey>>, Problem> {
    let keys = app.store.api_keys(owner.workspace.id).await?;
    Ok(Answer(List { items: keys.into_iter().map(ApiKey::from).collect(), next_cursor: None }))
}

/// Make a key; the answer is the only place that shows it.
#[utoipa::path(post, operation_id = "createApiKey", path = "/api/api-keys", tag = "account", security(("own" = [])), request_body = NewApiKey,
    responses((status = 201, body = CreatedApiKey),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 403, description = "A key cannot make keys.", body = Problem),
              (status = 422, description = "Name, scopes or time make no sense; says which.", body = Problem)))]
pub(crate) async fn create(
    State(app): State<App>,
    owner: Owner,
    Json(given): Json<NewApiKey>,
) -> Result<(StatusCode, Answer<CreatedApiKey>), Problem> {
    let key = secrets::api_key().map_err(|error| Problem::internal(&*error))?;
    let new =
        given.parse(&key).map_err(|errors| Problem::invalid("invalid_key", "No key was made.", errors))?;
    let scopes: Vec<_> = new.scopes.iter().map(Scope::as_str).collect();
    let did = owner.did(Deed::KeyMade).named(&new.name).with(scopes.join(", "));
    let kept = noted(did, app.store.create_api_key(owner.workspace.id, new)).await?;
    Ok((StatusCode::CREATED, Answer(CreatedApiKey { about: kept.into(), key })))
}

/// Revoke a key: it stops working at once; where several processes answer, within a second in the others.
#[utoipa::path(delete, operation_id = "revokeApiKey", path = "/api/api-keys/{id}", tag = "account", security(("own" = [])), params(("id" = String, Path)),
    responses((status = 204, description = "It works no more."),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 403, description = "A key cannot revoke keys.", body = Problem),
              (status = 404, description = "There is no such key here.", body = Problem)))]
pub(crate) async fn revoke(
    State(app): State<App>,
    owner: Owner,
    Path(id): Path<ApiKeyId>,
) -> Result<StatusCode, Problem> {
    let keys = app.store.api_keys(owner.workspace.id).await?;
    let named = keys.into_iter().find(|key| key.id == id).map(|key| key.name);
    let did = Note { named, ..owner.did(Deed::KeyRevoked).on(id.get()) };
    noted(did, app.store.revoke_api_key(owner.workspace.id, id)).await?;
    app.keys.forget();
    Ok(StatusCode::NO_CONTENT)
}
