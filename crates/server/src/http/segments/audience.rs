//! Who a rule matches now.

use std::time::Instant;

use axum::Json as Answer;
use axum::extract::State;
use domain::segment::{Expansion, Question, Rule};
use domain::workspace::Workspace;
use domain::{SegmentId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::{find, rule_of};
use crate::app::{App, Parts, now};
use crate::http::customers::Customer;
use crate::http::extract::{Body, Path};
use crate::http::member::CanRead;
use crate::http::problem::Problem;

/// How many customers a preview shows.
const SAMPLE: usize = 10;

/// Who a rule matches at this moment.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Preview {
    /// How many match.
    #[schema(example = 615)]
    count: u64,
    /// How many of them can be reached, per channel.
    reachable: Reachable,
    /// Customers in all.
    #[schema(example = 2357)]
    total: u64,
    /// At most ten of those who match.
    sample: Vec<Customer>,
    /// How long the answer took, in milliseconds.
    #[schema(example = 1.4)]
    took_ms: f64,
}

/// Customers with an address on the channel, and consent as the workspace demands it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reachable {
    email: u64,
    sms: u64,
}

/// A rule asked now, with the segments it refers to, as the workspace wants it.
pub(crate) async fn ask(app: &Parts, workspace: &Workspace, rule: &Rule) -> Result<Question, Problem> {
    let expansion = app.store.expand(workspace.id, rule).await?;
    Ok(asked(&expansion, workspace, now()))
}

/// A rule asked at one instant, as the workspace wants it.
pub(super) fn asked(expansion: &Expansion, workspace: &Workspace, at: Timestamp) -> Question {
    Question::over(expansion, at, &workspace.settings.zone).demanding(workspace.settings.consent)
}

/// Milliseconds since, to the tenth.
pub(super) fn took_ms(begun: Instant) -> f64 {
    (begun.elapsed().as_secs_f64() * 10_000.0).round() / 10.0
}

/// Who matches a rule now: exact count, reachable per channel, and a sample.
#[utoipa::path(post, operation_id = "previewRule", path = "/api/campaigns/preview", tag = "segments", security(("read" = [])),
    request_body(content = crate::http::rule_schema::Rule, content_type = "application/json", example = json!({"logic": "AND", "rules": [
        {"metric": "totalSpend", "operator": ">", "value": 100},
        {"logic": "OR", "rules": [{"metric": "visits", "operator": "<", "value": 3},
                                   {"metric": "lastPurchased", "operator": "olderThan", "value": {"days": 90}}]}]})),
    responses((status = 200, body = Preview),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 400, description = "Not text.", body = Problem),
              (status = 422, description = "The rule makes no sense; says where.", body = Problem)))]
pub(crate) async fn preview(
    State(app): State<App>,
    member: CanRead,
    Body(bytes): Body,
) -> Result<Answer<Preview>, Problem> {
    let begun = Instant::now();
    let rule = rule_of(&bytes)?;
    answer(&app, &member.workspace, &rule, begun).await
}

/// Who belongs to a segment now: exact count, reachable per channel, and a sample.
#[utoipa::path(get, operation_id = "countSegment", path = "/api/segments/{id}/count", tag = "segments", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Preview),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such segment here.", body = Problem)))]
pub(crate) async fn count(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<SegmentId>,
) -> Result<Answer<Preview>, Problem> {
    let begun = Instant::now();
    let segment = find(&app, member.workspace.id, id).await?;
    answer(&app, &member.workspace, &segment.plan.rule, begun).await
}

async fn answer(
    app: &Parts,
    workspace: &Workspace,
    rule: &Rule,
    begun: Instant,
) -> Result<Answer<Preview>, Problem> {
    let question = ask(app, workspace, rule).await?;
    let answer = app.store.answer(workspace.id, question, SAMPLE).await?;
    Ok(Answer(Preview {
        count: answer.count,
        reachable: Reachable { email: answer.reachable.email, sms: answer.reachable.sms },
        total: answer.total,
        sample: answer.sample.into_iter().map(Customer::from).collect(),
        took_ms: took_ms(begun),
    }))
}
