//! How much each part of a rule decides.

use std::time::Instant;

use axum::Json as Answer;
use axum::extract::State;
use domain::segment::Expansion;
use serde::Serialize;
use utoipa::ToSchema;

use super::audience::{asked, took_ms};
use super::rule_of;
use crate::app::{App, now};
use crate::http::extract::Body;
use crate::http::member::CanRead;
use crate::http::problem::Problem;

/// A rule, part by part.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Breakdown {
    /// How many match the whole.
    #[schema(example = 615)]
    count: u64,
    /// Every condition, and every group below the outermost, in the order written.
    conditions: Vec<BreakdownPart>,
    /// How long the answer took, in milliseconds.
    took_ms: f64,
}

/// What a part of a rule decides.
#[derive(Serialize, ToSchema)]
pub(crate) struct BreakdownPart {
    /// Where it stands, as errors name it; empty for a rule that is one condition.
    #[schema(example = "rules[1].rules[0]")]
    path: String,
    /// How many this part alone holds for.
    count: u64,
    /// How many would match the rule without it. A group that would be left empty goes with it; without anything it is
    /// everyone.
    without: u64,
}

/// How many each part of a rule holds for, and how many would match without it; all at one instant.
#[utoipa::path(post, operation_id = "breakRuleDown", path = "/api/segments/breakdown", tag = "segments", security(("read" = [])),
    request_body(content = crate::http::rule_schema::Rule, content_type = "application/json"),
    responses((status = 200, body = Breakdown),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 400, description = "Not text.", body = Problem),
              (status = 422, description = "The rule makes no sense; says where.", body = Problem)))]
pub(crate) async fn breakdown(
    State(app): State<App>,
    member: CanRead,
    Body(bytes): Body,
) -> Result<Answer<Breakdown>, Problem> {
    let begun = Instant::now();
    let workspace = &member.workspace;
    let expansion = app.store.expand(workspace.id, &rule_of(&bytes)?).await?;
    let at = now();
    let count = async |expansion: &Expansion| -> Result<u64, Problem> {
        let question = asked(expansion, workspace, at);
        Ok(app.store.answer(workspace.id, question, 0).await?.count)
    };
    let mut conditions = Vec::new();
    for part in expansion.rule().parts() {
        conditions.push(BreakdownPart {
            path: part.path,
            count: count(&expansion.with(part.alone)).await?,
            without: count(&expansion.with(part.without)).await?,
        });
    }
    let whole = count(&expansion).await?;
    Ok(Answer(Breakdown { count: whole, conditions, took_ms: took_ms(begun) }))
}
