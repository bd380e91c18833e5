//! The pipeline: how far what was accepted is applied.

use axum::Json as Answer;
use axum::extract::State;
use domain::{Topic, WorkspaceId};
use log::{Partition, Position};
use serde::Serialize;
use utoipa::ToSchema;

use super::member::CanFollow;
use super::problem::Problem;
use crate::app::App;

/// How far what was accepted is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pipeline {
    #[schema(value_type = crate::http::words::PipelineState)]
    state: &'static str,
    /// Records accepted and not yet applied.
    waiting: Waiting,
    /// Records that could not be applied and wait for a person.
    dead_letters: u64,
}

/// Records accepted and not yet applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub(crate) struct Waiting {
    customers: u64,
    orders: u64,
    receipts: u64,
}

/// The pipeline as it stands.
pub(crate) async fn snapshot(app: &App, workspace: WorkspaceId) -> Result<Pipeline, Problem> {
    let waiting = Waiting {
        customers: waiting(app, Topic::Customers, workspace).await?,
        orders: waiting(app, Topic::Orders, workspace).await?,
        receipts: waiting(app, Topic::Receipts, workspace).await?,
    };
    let state = if waiting == Waiting::default() { "upToDate" } else { "catchingUp" };
    Ok(Pipeline { state, waiting, dead_letters: app.store.count_dead_letters(workspace).await? })
}

/// Records of a topic accepted and not yet applied.
pub(crate) async fn waiting(app: &App, topic: Topic, workspace: WorkspaceId) -> Result<u64, Problem> {
    let mark = app.store.mark(topic, workspace).await?;
    let after = Position::from_u64(mark).unwrap_or(Position::START);
    Ok(app.log.lag(Partition { topic, workspace }, after).await?.records)
}

/// Asks callers to come back later when too much waits already.
pub(crate) async fn refuse_when_behind(
    app: &App,
    topic: Topic,
    workspace: WorkspaceId,
) -> Result<(), Problem> {
    let partition = Partition { topic, workspace };
    let most = app.config.max_backlog;
    if app.backlog.at_most(partition).is_some_and(|waiting| waiting <= most) {
        return Ok(());
    }
    let measurement = app.backlog.measure(partition);
    let waiting = waiting(app, topic, workspace).await?;
    app.backlog.measured(partition, measurement, waiting);
    if waiting <= most {
        return Ok(());
    }
    let detail = format!(
        "{waiting} records wait to be applied already. Nothing was accepted; send it again in a moment."
    );
    Err(Problem::unavailable("catching_up", detail, 5))
}

/// How far what was accepted is applied.
#[utoipa::path(get, operation_id = "getPipeline", path = "/api/pipeline", tag = "ingest", security(("follow" = [])),
    responses((status = 200, body = Pipeline), (status = 401, description = "Nobody is signed in.", body = Problem)))]
pub(crate) async fn read(State(app): State<App>, member: CanFollow) -> Result<Answer<Pipeline>, Problem> {
    snapshot(&app, member.workspace.id).await.map(Answer)
}
