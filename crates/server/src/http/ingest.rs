//! Records in: customers and orders, and what became of their batches.

use std::time::Duration;

use axum::Json as Answer;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use domain::{Timestamp, Topic, WorkspaceId};
use engine::intake::body::Format;
use engine::intake::{Key, Rejection};
use log::{Partition, Position};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::extract::{Body, Path};
use super::member::{CanFollow, CanIngest, Member};
use super::pipeline;
use super::problem::Problem;
use crate::app::{App, now};

/// What became of a body at the door.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IngestResult)]
pub(crate) struct Accepted {
    /// Ask `GET /api/batches/{id}` what became of it.
    #[schema(example = "165")]
    batch_id: String,
    /// Records that are durable and will be applied.
    #[schema(example = 999)]
    accepted: u64,
    /// The first hundred records that were not taken.
    rejected: Vec<Rejected>,
    /// How many there are in all.
    #[schema(example = 1)]
    rejected_total: u64,
    /// What became of it, if `Prefer: wait` was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<Batch>,
}

/// A record that was not taken.
#[derive(Serialize, ToSchema)]
#[schema(as = Rejection)]
pub(crate) struct Rejected {
    /// Its place in the array, or among the lines, from 0.
    index: usize,
    /// The field; empty if the record as a whole is wrong.
    #[schema(example = "email")]
    field: String,
    /// A stable word for programs.
    #[schema(example = "invalid_email")]
    code: String,
    /// What is wrong and what was expected.
    message: String,
}

/// A batch on its way.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Batch {
    #[schema(example = "165")]
    batch_id: String,
    #[schema(value_type = crate::http::words::ImportKind)]
    topic: &'static str,
    /// `queued`, `applied`, or `dead` if no record of it could be applied.
    #[schema(value_type = crate::http::words::BatchState)]
    state: &'static str,
    /// Records it holds.
    accepted: u64,
    /// Records applied so far.
    applied: u64,
    /// Records that went to the dead letters, or were passed over because their customer was erased meanwhile.
    dead: u64,
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    applied_at: Option<Timestamp>,
}

/// Send customers.
///
/// One object, an array, or NDJSON. A record names a customer by `externalId`, or else by `email`; sent again it
/// is merged: absent fields stay, `null` clears, `tags` replace. 202 means durable. Records that make no sense are
/// named and the others taken; if all are rejected the answer is 422.
///
/// `Idempotency-Key` makes repeating a request safe for 24 hours. `Prefer: wait=5` waits until the batch is applied.
#[utoipa::path(post, operation_id = "sendCustomers", path = "/api/customers", tag = "ingest", security(("ingest" = [])),
    params(("Idempotency-Key" = Option<String>, Header), ("Prefer" = Option<String>, Header, example = "wait=5")),
    request_body(content((super::record_schema::CustomerRecords = "application/json", example = json!([
        {"email": "ana@shop.com", "name": "Ana López", "city": "Lisbon", "tags": ["newsletter"], "attributes": {"size": "M"}}])),
        (String = "application/x-ndjson", example = json!("{\"email\":\"ana@shop.com\"}\n{\"email\":\"bo@shop.com\"}")))),
    responses((status = 202, description = "Durable.", body = Accepted),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 409, description = "The idempotency key came with another body.", body = Problem),
              (status = 413, description = "Too large.", body = Problem),
              (status = 422, description = "Every record was rejected.", body = Problem),
              (status = 429, description = "The workspace sends too much, or too many wrong keys came from this address; come back after `Retry-After` seconds.", body = Problem),
              (status = 503, description = "Come back after `Retry-After` seconds.", body = Problem)))]
pub(crate) async fn customers(
    State(app): State<App>,
    member: CanIngest,
    headers: HeaderMap,
    Body(bytes): Body,
) -> Result<(StatusCode, Answer<Accepted>), Problem> {
    accept(&app, member.0, Topic::Customers, &headers, bytes).await
}

/// Send orders.
///
/// One object, an array, or NDJSON. `externalId` is the order's identity: sent again, the order replaces the old
/// one whole, and totals follow; without it every record is a new order. The customer is named by `email` or
/// `customerExternalId`; somebody unknown is created. Otherwise as for customers.
#[utoipa::path(post, operation_id = "sendOrders", path = "/api/orders", tag = "ingest", security(("ingest" = [])),
    params(("Idempotency-Key" = Option<String>, Header), ("Prefer" = Option<String>, Header, example = "wait=5")),
    request_body(content((super::record_schema::OrderRecords = "application/json", example = json!([
        {"externalId": "1001", "email": "ana@shop.com", "amount": 42.5, "items": ["Coffee", {"name": "Filter", "quantity": 2, "price": 3.5}],
         "orderDate": "2026-05-31T09:30:00Z", "status": "Completed"}])),
        (String = "application/x-ndjson"))),
    responses((status = 202, description = "Durable.", body = Accepted),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 409, description = "The idempotency key came with another body.", body = Problem),
              (status = 413, description = "Too large.", body = Problem),
              (status = 422, description = "Every record was rejected.", body = Problem),
              (status = 429, description = "The workspace sends too much, or too many wrong keys came from this address; come back after `Retry-After` seconds.", body = Problem),
              (status = 503, description = "Come back after `Retry-After` seconds.", body = Problem)))]
pub(crate) async fn orders(
    State(app): State<App>,
    member: CanIngest,
    headers: HeaderMap,
    Body(bytes): Body,
) -> Result<(StatusCode, Answer<Accepted>), Problem> {
    accept(&app, member.0, Topic::Orders, &headers, bytes).await
}

async fn accept(
    app: &App,
    member: Member,
    topic: Topic,
    headers: &HeaderMap,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<Accepted>), Problem> {
    let format = format(headers)?;
    app.limits.try_to_send(member.workspace.id)?;
    pipeline::refuse_when_behind(app, topic, member.workspace.id).await?;
    let key = idempotency_key(headers, topic, &bytes)?;
    let taken = app.intake.accept(topic, &member.workspace, bytes, format, key, now()).await?;
    let sorted = taken.sorted;
    app.limits.sent(member.workspace.id, sorted.accepted + sorted.rejected_total);
    app.backlog.took(Partition { topic, workspace: member.workspace.id }, sorted.accepted);
    let rejected: Vec<Rejected> = sorted.rejected.into_iter().map(Rejected::from).collect();
    let Some(position) = taken.position else {
        let detail =
            format!("None of the {} records could be taken. Nothing was accepted.", sorted.rejected_total);
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "all_rejected", detail)
            .with("accepted", 0)
            .with("rejected", rejected)
            .with("rejectedTotal", sorted.rejected_total));
    };
    let batch = match wanted_wait(headers) {
        Some(patience) => {
            Some(wait_until_applied(app, topic, member.workspace.id, position, patience).await?)
        }
        None => None,
    };
    let accepted = Accepted {
        batch_id: BatchId { topic, position }.to_string(),
        accepted: sorted.accepted,
        rejected,
        rejected_total: sorted.rejected_total,
        batch,
    };
    Ok((StatusCode::ACCEPTED, Answer(accepted)))
}

impl From<Rejection> for Rejected {
    fn from(rejection: Rejection) -> Self {
        let error = rejection.error;
        Self { index: rejection.index, field: error.field, code: error.code, message: error.message }
    }
}

fn format(headers: &HeaderMap) -> Result<Format, Problem> {
    let media =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/json");
    match media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "application/json" => Ok(Format::Json),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Ok(Format::Ndjson),
        other => {
            let detail = format!(
                "Expected application/json or application/x-ndjson, got \"{other}\". Nothing was accepted."
            );
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail))
        }
    }
}

fn idempotency_key(headers: &HeaderMap, topic: Topic, bytes: &[u8]) -> Result<Option<Key>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| (1..=255).contains(&key.len())).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid_idempotency_key",
            "Expected an Idempotency-Key of 1 to 255 visible characters.",
        )
    })?;
    let body_hash =
        Sha256::new().chain_update(topic.as_str()).chain_update([0]).chain_update(bytes).finalize().into();
    Ok(Some(Key { key: key.to_owned(), body_hash }))
}

/// `Prefer: wait=5` (RFC 7240), bounded.
fn wanted_wait(headers: &HeaderMap) -> Option<Duration> {
    let preferences = headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let seconds = preferences
        .filter_map(|preference| preference.trim().strip_prefix("wait="))
        .find_map(|seconds| seconds.trim().parse().ok())?;
    Some(Duration::from_secs(u64::min(seconds, 30)))
}

async fn wait_until_applied(
    app: &App,
    topic: Topic,
    workspace: WorkspaceId,
    position: Position,
    patience: Duration,
) -> Result<Batch, Problem> {
    let deadline = tokio::time::Instant::now() + patience;
    let mut pulse = app.pulse.listen(workspace);
    loop {
        let batch = find(app, BatchId { topic, position }, workspace)
            .await?
            .ok_or_else(|| Problem::not_found("batch"))?;
        if batch.applied_at.is_some() {
            return Ok(batch);
        }
        // Applied elsewhere raises no pulse here, so we also look by ourselves.
        let look_again = (tokio::time::Instant::now() + Duration::from_millis(250)).min(deadline);
        let woken = tokio::time::timeout_at(look_again, pulse.changed()).await;
        if woken.is_err() && tokio::time::Instant::now() >= deadline {
            return Ok(batch);
        }
    }
}

/// What became of a batch.
#[utoipa::path(get, operation_id = "getBatch", path = "/api/batches/{id}", tag = "ingest", security(("follow" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Batch),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such batch here.", body = Problem)))]
pub(crate) async fn batch(
    State(app): State<App>,
    member: CanFollow,
    Path(id): Path<String>,
) -> Result<Answer<Batch>, Problem> {
    let missing = || Problem::not_found("batch");
    let id = id.parse().map_err(|()| missing())?;
    find(&app, id, member.workspace.id).await?.map(Answer).ok_or_else(missing)
}

/// Looks in the store first: an entry may be trimmed from the log once it is applied.
async fn find(app: &App, id: BatchId, workspace: WorkspaceId) -> Result<Option<Batch>, Problem> {
    let BatchId { topic, position } = id;
    let about = |state, accepted, applied, dead, received_at, applied_at| Batch {
        batch_id: id.to_string(),
        topic: topic.as_str(),
        state,
        accepted,
        applied,
        dead,
        received_at,
        applied_at,
    };
    let applied = app.store.outcome(topic, workspace, position.get()).await?;
    if let Some(outcome) = applied {
        let state = if outcome.applied == 0 && outcome.dead > 0 { "dead" } else { "applied" };
        let accepted = outcome.applied + outcome.dead;
        return Ok(Some(about(
            state,
            accepted,
            outcome.applied,
            outcome.dead,
            outcome.received_at,
            Some(outcome.applied_at),
        )));
    }
    let queued = app.log.entry(Partition { topic, workspace }, position).await?;
    Ok(queued.map(|entry| {
        let received_at = Timestamp::from_millis(entry.received_at_ms).unwrap_or(Timestamp::EPOCH);
        about("queued", u64::from(entry.records), 0, 0, received_at, None)
    }))
}

/// A batch's id: its position in the log, and its topic in the two lowest bits, so that one number finds it.
#[derive(Clone, Copy)]
pub(crate) struct BatchId {
    pub(crate) topic: Topic,
    pub(crate) position: Position,
}

impl std::fmt::Display for BatchId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let topic = match self.topic {
            Topic::Customers => 0,
            Topic::Orders => 1,
            Topic::Receipts => 2,
        };
        write!(f, "{}", (self.position.get() << 2) | topic)
    }
}

impl std::str::FromStr for BatchId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let number: u64 = text.parse().map_err(|_| ())?;
        let topic = match number & 3 {
            0 => Topic::Customers,
            1 => Topic::Orders,
            _ => return Err(()),
        };
        let position =
            Position::from_u64(number >> 2).filter(|position| *position > Position::START).ok_or(())?;
        let id = Self { topic, position };
        if id.to_string() == text { Ok(id) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_id_is_a_decimal_number_that_finds_its_batch() {
        for (topic, position) in [(Topic::Customers, 1), (Topic::Orders, 1_700_000_000_000 << 20)] {
            let id = BatchId { topic, position: Position::from_u64(position).unwrap() };
            let back: BatchId = id.to_string().parse().unwrap();
            assert_eq!((back.topic, back.position), (topic, id.position));
        }
        for text in ["", "0", "1", "-4", "04", "+4", "6", "x"] {
            assert!(text.parse::<BatchId>().is_err(), "{text}");
        }
    }
}
