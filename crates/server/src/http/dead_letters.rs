//! Records that were accepted and could not be applied: look, replay, discard.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Deed;
use domain::{DeadLetterId, Timestamp, Topic};
use engine::intake::body::Format;
use serde::Serialize;
use serde_json::value::RawValue;
use store::noted;
use utoipa::ToSchema;

use super::extract::{Path, Query};
use super::list::{List, Paging, list_schema};
use super::member::{CanIngest, CanRead};
use super::problem::Problem;
use crate::app::App;

/// A record that was accepted and could not be applied.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeadLetter {
    #[schema(value_type = String, example = "1")]
    id: DeadLetterId,
    #[schema(value_type = crate::http::words::ImportKind)]
    topic: &'static str,
    /// The field; empty if the record as a whole is wrong.
    field: String,
    /// A stable word for programs.
    #[schema(example = "two_people")]
    code: String,
    /// Why it could not be applied.
    message: String,
    /// The record.
    #[schema(value_type = Object)]
    record: Box<RawValue>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<store::DeadLetter> for DeadLetter {
    fn from(letter: store::DeadLetter) -> Self {
        let text = |text: &str| serde_json::value::to_raw_value(text).unwrap_or_default();
        let record = RawValue::from_string(letter.record.clone()).unwrap_or_else(|_| text(&letter.record));
        Self {
            id: letter.id,
            topic: letter.topic.as_str(),
            field: letter.error.field,
            code: letter.error.code,
            message: letter.error.message,
            record,
            created_at: letter.created_at,
        }
    }
}

list_schema! {
    /// A page of dead letters.
    DeadLetterPage of DeadLetter
}

/// Records that could not be applied, newest first.
#[utoipa::path(get, operation_id = "listDeadLetters", path = "/api/dead-letters", tag = "ingest", security(("read" = [])), params(Paging),
    responses((status = 200, body = DeadLetterPage),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    member: CanRead,
    Query(paging): Query<Paging>,
) -> Result<Answer<List<DeadLetter>>, Problem> {
    let page = app.store.dead_letters(member.workspace.id, &paging.request()?).await?;
    Ok(Answer(List::of(page, DeadLetter::from)))
}

/// Send a record through the pipeline once more; it leaves the dead letters when it is durable in the log.
#[utoipa::path(post, operation_id = "replayDeadLetter", path = "/api/dead-letters/{id}/replay", tag = "ingest", security(("ingest" = [])), params(("id" = String, Path)),
    responses((status = 202, description = "On its way again."),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such dead letter here.", body = Problem),
              (status = 422, description = "The record makes no sense to this version.", body = Problem),
              (status = 503, description = "Come back after `Retry-After` seconds.", body = Problem)))]
pub(crate) async fn replay(
    State(app): State<App>,
    member: CanIngest,
    Path(id): Path<DeadLetterId>,
) -> Result<StatusCode, Problem> {
    let workspace = &member.workspace;
    let letter =
        app.store.dead_letter(workspace.id, id).await?.ok_or_else(|| Problem::not_found("dead letter"))?;
    if letter.topic == Topic::Receipts {
        return Err(Problem::not_found("dead letter"));
    }
    // As old as it is: should its customer be erased at this moment, it must not bring them back.
    let since = letter.created_at;
    let taken = app.intake.accept(letter.topic, workspace, letter.record, Format::Json, None, since).await?;
    if let Some(rejection) = taken.sorted.rejected.into_iter().next() {
        let detail = "The record still makes no sense. It stays among the dead letters.";
        return Err(Problem::invalid("still_invalid", detail, vec![rejection.error]));
    }
    // The record is in the log by now, the line is written as the letter goes: what is replayed and lost to us in
    // between stays among the dead letters, to be replayed again.
    let did = member.did(Deed::DeadLetterReplayed).on(id.get());
    noted(did, app.store.discard_dead_letter(workspace.id, id)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Forget a record for good.
#[utoipa::path(delete, operation_id = "discardDeadLetter", path = "/api/dead-letters/{id}", tag = "ingest", security(("ingest" = [])), params(("id" = String, Path)),
    responses((status = 204, description = "Forgotten."),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such dead letter here.", body = Problem)))]
pub(crate) async fn discard(
    State(app): State<App>,
    member: CanIngest,
    Path(id): Path<DeadLetterId>,
) -> Result<StatusCode, Problem> {
    let did = member.did(Deed::DeadLetterDiscarded).on(id.get());
    noted(did, app.store.discard_dead_letter(member.workspace.id, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
