//! For those who run it: is it alive, is it ready, what does it measure.

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Topic;
use log::{Log, Partition, Position};
use serde::Serialize;
use subtle::ConstantTimeEq;
use tokio::time::timeout;
use utoipa::ToSchema;

use super::problem::Problem;
use super::session::bearer_token;
use crate::app::App;
use crate::secrets;

/// A part that takes longer to answer is not reachable.
const PATIENCE: Duration = Duration::from_secs(2);

/// The health of the server's parts.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `ok`, or `degraded` if something does not answer.
    #[schema(example = "ok")]
    status: &'static str,
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// Does the store answer?
    #[schema(example = "ok")]
    store: &'static str,
    /// Does the log answer?
    #[schema(example = "ok")]
    log: &'static str,
}

/// The process answers.
#[utoipa::path(get, operation_id = "isLive", path = "/health/live", tag = "operations", security(()), responses((status = 200, description = "It does.")))]
pub(crate) async fn live() -> &'static str {
    "ok"
}

/// The server can do its work: store and log answer.
#[utoipa::path(get, operation_id = "isReady", path = "/health/ready", tag = "operations", security(()),
    responses((status = 200, body = Health), (status = 503, description = "Not now.", body = Health)))]
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let health = check(&app).await;
    let status = if health.status == "ok" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Answer(health)).into_response()
}

/// The health of the server's parts, for people; always 200.
#[utoipa::path(get, operation_id = "getHealth", path = "/health", tag = "operations", security(()), responses((status = 200, body = Health)))]
pub(crate) async fn health(State(app): State<App>) -> Answer<Health> {
    Answer(check(&app).await)
}

impl Health {
    /// Of what answers and what does not.
    pub(crate) fn of(store: bool, log: bool) -> Self {
        let word = |works: bool| if works { "ok" } else { "not reachable" };
        let status = if store && log { "ok" } else { "degraded" };
        Self { status, version: env!("CARGO_PKG_VERSION"), store: word(store), log: word(log) }
    }
}

async fn check(app: &App) -> Health {
    let store = async { timeout(PATIENCE, app.store.next_due()).await.is_ok_and(|due| due.is_ok()) };
    let (store, log) = tokio::join!(store, answers(&*app.log));
    Health::of(store && !*app.stopping.borrow(), log)
}

/// True if the log answers.
pub(crate) async fn answers(log: &dyn Log) -> bool {
    timeout(PATIENCE, log.heads(Topic::Customers)).await.is_ok_and(|heads| heads.is_ok())
}

/// Measurements, in Prometheus' text format. They count and name nobody.
#[utoipa::path(get, operation_id = "getMetrics", path = "/metrics", tag = "operations", security((), ("metrics" = [])),
    responses((status = 200, description = "Measurements.", content_type = "text/plain", body = String),
              (status = 401, description = "`METRICS_TOKEN` is set and was not sent.", body = Problem)))]
pub(crate) async fn metrics(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = &app.config.metrics_token
        && !bearer_token(&headers).is_some_and(|sent| is_same(sent, token))
    {
        let detail = "Send the token of METRICS_TOKEN as `Authorization: Bearer …`.";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "metrics_token_needed", detail));
    }
    for topic in Topic::ALL {
        // What cannot be known just now keeps its last value; the rest is still worth reading.
        if let Ok(Ok(waiting)) = timeout(PATIENCE, waiting(&app, topic)).await {
            metrics::gauge!("minicrm_waiting_records", "topic" => topic.as_str()).set(waiting as f64);
        }
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], app.metrics.render()).into_response())
}

/// Compares what is secret in a time that tells nothing of it, not even its length.
fn is_same(sent: &str, kept: &str) -> bool {
    secrets::hash(sent).ct_eq(&secrets::hash(kept)).into()
}

/// Records of a topic accepted and not yet applied, in all workspaces.
async fn waiting(app: &App, topic: Topic) -> Result<u64, Problem> {
    let mut records = 0;
    for (Partition { topic, workspace }, _) in app.log.heads(topic).await? {
        let mark = app.store.mark(topic, workspace).await?;
        let after = Position::from_u64(mark).unwrap_or(Position::START);
        records += app.log.lag(Partition { topic, workspace }, after).await?.records;
    }
    Ok(records)
}
