//! How much each part of a rule decides.

use std::time::Instant;

use axum::Json as Answer;
use axum::extract::State;
use domain::segment::sentence::part as in_words;
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

use super::audience::{asked, took_ms};
use super::{names_of, rule_of};
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
    /// What it asks, in words.
    #[schema(example = "total spend is more than 100")]
    sentence: String,
    /// How many this part alone holds for.
    count: u64,
    /// How many would match the rule without it. A group that would be left empty goes with it; without anything it is
    /// everyone.
    without: u64,
}

/// How many each part of a rule holds for, and how many would match without it.
///
/// All counts are of one state of the audience, at one instant: what is applied meanwhile is in all of them or in none.
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
    let parts = expansion.rule().parts();
    let names = names_of(&app, workspace.id, [expansion.rule()]).await?;
    let mut rules = vec![expansion.rule().clone()];
    for part in &parts {
        rules.extend([part.alone.clone(), part.without.clone()]);
    }
    let counts = app.store.counts(workspace.id, asked(&expansion, workspace, now()), rules).await?;
    let Some((count, pairs)) = counts.split_first() else {
        return Err(Problem::internal(&StoreError::Corrupt("as many counts as rules were expected".into())));
    };
    let conditions = parts.into_iter().zip(pairs.chunks_exact(2)).map(|(part, counts)| BreakdownPart {
        path: part.path,
        sentence: in_words(part.alone.root(), &names),
        count: counts[0],
        without: counts[1],
    });
    Ok(Answer(Breakdown { count: *count, conditions: conditions.collect(), took_ms: took_ms(begun) }))
}
