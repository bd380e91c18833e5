//! Keys for scripts.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{ApiKeyId, FieldError, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::extract::{Json, Path};
use super::list::{List, list_schema};
use super::member::Person;
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
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
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
#[serde(deny_unknown_fields)]
pub(crate) struct NewApiKey {
    /// What it is for, 1 to 100 characters.
    #[schema(example = "Shop backend")]
    name: String,
}

impl From<store::ApiKey> for ApiKey {
    fn from(key: store::ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
        }
    }
}

list_schema! {
    /// Keys.
    ApiKeyList of ApiKey
}

/// The workspace's keys, newest first.
#[utoipa::path(get, operation_id = "listApiKeys", path = "/api/api-keys", tag = "account",
    responses((status = 200, body = ApiKeyList),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 403, description = "A key cannot see keys.", body = Problem)))]
pub(crate) async fn list(State(app): State<App>, person: Person) -> Result<Answer<List<ApiKey>>, Problem> {
    let keys = app.store.api_keys(person.workspace.id).await?;
    Ok(Answer(List { items: keys.into_iter().map(ApiKey::from).collect(), next_cursor: None }))
}

/// Make a key; the answer is the only place that shows it.
#[utoipa::path(post, operation_id = "createApiKey", path = "/api/api-keys", tag = "account", request_body = NewApiKey,
    responses((status = 201, body = CreatedApiKey),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 403, description = "A key cannot make keys.", body = Problem),
              (status = 422, description = "The name is blank or too long.", body = Problem)))]
pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    Json(given): Json<NewApiKey>,
) -> Result<(StatusCode, Answer<CreatedApiKey>), Problem> {
    let name = given.name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        let error = FieldError::new("name", "invalid_name", format!("expected 1 to {MAX_NAME} characters"));
        return Err(Problem::invalid("invalid_key_name", "No key was made.", vec![error]));
    }
    let key = secrets::api_key().map_err(|error| Problem::internal(&*error))?;
    let kept = app
        .store
        .create_api_key(person.workspace.id, name, secrets::key_prefix(&key), secrets::hash(&key), now())
        .await?;
    Ok((StatusCode::CREATED, Answer(CreatedApiKey { about: kept.into(), key })))
}

/// Revoke a key: it stops working at once.
#[utoipa::path(delete, operation_id = "revokeApiKey", path = "/api/api-keys/{id}", tag = "account", params(("id" = String, Path)),
    responses((status = 204, description = "It works no more."),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 403, description = "A key cannot revoke keys.", body = Problem),
              (status = 404, description = "There is no such key here.", body = Problem)))]
pub(crate) async fn revoke(
    State(app): State<App>,
    person: Person,
    Path(id): Path<ApiKeyId>,
) -> Result<StatusCode, Problem> {
    app.store.revoke_api_key(person.workspace.id, id).await?;
    app.keys.forget();
    Ok(StatusCode::NO_CONTENT)
}
