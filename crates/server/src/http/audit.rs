//! Who did what: for owners.

use std::borrow::Cow;

use axum::Json as Answer;
use axum::extract::State;
use domain::audit::{Actor, Deed};
use domain::{ApiKeyId, AuditId, FieldError, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use store::{AuditFilter, Note, Whose};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::extract::Query;
use super::list::{List, Paging, list_schema};
use super::member::Owner;
use super::problem::Problem;
use crate::app::App;

/// A line of the audit log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AuditEntry {
    #[schema(value_type = String, example = "1")]
    id: AuditId,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    by: AuditActor,
    #[schema(value_type = DeedWord)]
    deed: &'static str,
    /// What it was done to; null where the deed says all.
    #[schema(required)]
    on: Option<AuditTarget>,
    /// More, as the meaning of the deed says.
    #[schema(required, example = "ingest, read")]
    detail: Option<String>,
    /// The network address it came from; null for what was done where the server is.
    #[schema(required, example = "203.0.113.7")]
    address: Option<String>,
}

/// Who did it, by the name they had then.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditActor {
    kind: ActorKind,
    /// Of the person or key.
    #[schema(required)]
    id: Option<String>,
    #[schema(required, example = "Ana López")]
    name: Option<String>,
}

/// What kind of somebody did it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ActorKind {
    Person,
    Key,
    CommandLine,
    /// Nobody: the time had come that somebody gave it.
    Schedule,
    Unknown,
}

/// What something was done to. A customer is named by id only.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditTarget {
    /// Of whatever the deed is about: a key, a campaign, a person and so on.
    #[schema(required)]
    id: Option<String>,
    /// What it was called then.
    #[schema(required, example = "Spring")]
    name: Option<String>,
}

/// The words of `domain`'s one table, for the API's document.
pub(crate) struct DeedWord;

impl PartialSchema for DeedWord {
    fn schema() -> RefOr<Schema> {
        let meanings = Deed::ALL.iter().map(|deed| format!("- `{}`: {}", deed.as_str(), deed.meaning()));
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(Deed::ALL.iter().map(|deed| deed.as_str())))
            .description(Some(format!("What was done:\n{}", meanings.collect::<Vec<_>>().join("\n"))))
            .into()
    }
}

impl ToSchema for DeedWord {
    fn name() -> Cow<'static, str> {
        "Deed".into()
    }
}

impl From<store::AuditEntry> for AuditEntry {
    fn from(entry: store::AuditEntry) -> Self {
        let Note { at, by, deed, on, named, detail, address, .. } = entry.note;
        let by = match by {
            Actor::Person { id, name } => {
                AuditActor { kind: ActorKind::Person, id: Some(id.to_string()), name }
            }
            Actor::Key { id, name } => {
                AuditActor { kind: ActorKind::Key, id: Some(id.to_string()), name: Some(name) }
            }
            Actor::CommandLine => AuditActor { kind: ActorKind::CommandLine, id: None, name: None },
            Actor::Schedule => AuditActor { kind: ActorKind::Schedule, id: None, name: None },
            Actor::Unknown => AuditActor { kind: ActorKind::Unknown, id: None, name: None },
        };
        let on = (on.is_some() || named.is_some())
            .then(|| AuditTarget { id: on.map(|id| id.to_string()), name: named });
        Self { id: entry.id, at, by, deed: deed.as_str(), on, detail, address }
    }
}

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Of these deeds, separated by commas.
    #[param(example = "signedIn,keyMade")]
    deed: Option<String>,
    /// What this person did.
    #[param(value_type = Option<String>)]
    person: Option<UserId>,
    /// What was done with this key. One of both.
    #[param(value_type = Option<String>)]
    key: Option<ApiKeyId>,
    /// Not before.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

impl AuditQuery {
    fn filter(&self) -> Result<AuditFilter, Problem> {
        let wrong = |field: &str, code: &str, message: String| {
            let error = FieldError::new(field, code, message);
            Problem::invalid("invalid_query", "The query makes no sense.", vec![error])
        };
        let words = self.deed.as_deref().unwrap_or_default().split(',').filter(|word| !word.is_empty());
        let deed = |word| {
            let message = || format!("\"{word}\" is no deed; the API's document lists them");
            Deed::parse(word).ok_or_else(|| wrong("deed", "unknown_deed", message()))
        };
        let by = match (self.person, self.key) {
            (None, None) => None,
            (Some(person), None) => Some(Whose::Person(person)),
            (None, Some(key)) => Some(Whose::Key(key)),
            (Some(_), Some(_)) => {
                return Err(wrong("key", "one_of_both", "expected a person or a key".to_owned()));
            }
        };
        Ok(AuditFilter {
            deeds: words.map(deed).collect::<Result<_, _>>()?,
            by,
            from: self.from,
            until: self.until,
        })
    }
}

list_schema! {
    /// A page of the audit log.
    AuditPage of AuditEntry
}

/// Who did what, newest first. Nothing is ever changed or removed here.
#[utoipa::path(get, operation_id = "listAudit", path = "/api/audit", tag = "account", security(("own" = [])), params(AuditQuery, Paging),
    responses((status = 200, body = AuditPage),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    owner: Owner,
    Query(query): Query<AuditQuery>,
    Query(paging): Query<Paging>,
) -> Result<Answer<List<AuditEntry>>, Problem> {
    let page = app.store.audit(owner.workspace.id, &query.filter()?, &paging.request()?).await?;
    Ok(Answer(List::of(page, AuditEntry::from)))
}
