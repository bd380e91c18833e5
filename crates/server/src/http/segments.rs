//! Rules: who they match now, and the words they are made of.

use std::time::Instant;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::segment::vocabulary::{ATTRIBUTE_PREFIX, Field, Kind, Vocabulary};
use domain::segment::{Question, Rule};
use domain::{FieldError, WorkspaceId};
use serde::Serialize;
use utoipa::ToSchema;

use super::customers::Customer;
use super::extract::{Body, without_mark};
use super::member::CanRead;
use super::problem::Problem;
use crate::app::{App, now};

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

/// A rule the person cannot have meant, as a problem that names each place.
pub(crate) fn invalid_rule(errors: Vec<FieldError>) -> Problem {
    let detail = errors.first().map_or_else(String::new, |first| match first.field.as_str() {
        "" => format!("The rule makes no sense: {}.", first.message),
        path => format!("The rule makes no sense at {path}: {}.", first.message),
    });
    Problem::invalid("invalid_rule", detail, errors)
}

/// Who matches a rule now: exact count, reachable per channel, and a sample.
#[utoipa::path(post, operation_id = "previewRule", path = "/api/campaigns/preview", tag = "segments", security(("read" = [])),
    request_body(content = super::rule_schema::Rule, content_type = "application/json", example = json!({"logic": "AND", "rules": [
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
    let rule = Rule::parse(text(&bytes)?).map_err(invalid_rule)?;
    let question = Question::of_workspace(&rule, now(), &member.workspace.settings);
    let answer = app.store.answer(member.workspace.id, question, SAMPLE).await?;
    Ok(Answer(Preview {
        count: answer.count,
        reachable: Reachable { email: answer.reachable.email, sms: answer.reachable.sms },
        total: answer.total,
        sample: answer.sample.into_iter().map(Customer::from).collect(),
        took_ms: (begun.elapsed().as_secs_f64() * 10_000.0).round() / 10.0,
    }))
}

fn text(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(without_mark(bytes))
        .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "not_utf8", "The body is not UTF-8 text."))
}

/// The words of rules: fields with their kinds and operators, known values, and limits.
#[utoipa::path(get, operation_id = "getVocabulary", path = "/api/segments/vocabulary", tag = "segments", security(("read" = [])),
    responses((status = 200, description = "Fields, operators and limits.", body = super::vocabulary_schema::Vocabulary),
              (status = 401, description = "Nobody is signed in.", body = Problem)))]
pub(crate) async fn vocabulary(
    State(app): State<App>,
    member: CanRead,
) -> Result<Answer<Vocabulary>, Problem> {
    words_of(&app, member.workspace.id).await.map(Answer)
}

/// The vocabulary with what a workspace's customers have.
pub(crate) async fn words_of(app: &App, workspace: WorkspaceId) -> Result<Vocabulary, Problem> {
    let known = app.store.known_values(workspace).await?;
    let words = Vocabulary::standard().with_values("city", known.cities).with_values("tags", known.tags);
    let attributes = known.attributes.into_iter().filter_map(|attribute| {
        let Some(Field::Attribute(name)) = Field::parse(&format!("{ATTRIBUTE_PREFIX}{}", attribute.name))
        else {
            return None;
        };
        let seen = attribute.kinds;
        let kinds = [
            (seen.number, Kind::Number),
            (seen.date, Kind::Date),
            (seen.text, Kind::Text),
            (seen.boolean, Kind::Boolean),
        ];
        Some((name, kinds.into_iter().filter_map(|(seen, kind)| seen.then_some(kind)).collect::<Vec<_>>()))
    });
    Ok(attributes.fold(words, |words, (name, kinds)| words.with_attribute(name, &kinds)))
}
