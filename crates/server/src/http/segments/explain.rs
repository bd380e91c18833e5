//! Why a customer is in or out.

use axum::Json as Answer;
use axum::extract::State;
use domain::segment::{Explanation, Rule};
use domain::{CustomerId, FieldError, SegmentId, WorkspaceId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{Page, PageRequest, Past, StoreError};
use utoipa::ToSchema;

use super::{ask, find, invalid_rule, names_of};
use crate::app::{App, Parts};
use crate::http::extract::{Body, Path, parse};
use crate::http::member::CanRead;
use crate::http::problem::Problem;

/// Items read at once.
const PAGE: u32 = 1_000;

/// A customer with their past, or 404.
async fn past_of(app: &Parts, workspace: WorkspaceId, id: CustomerId) -> Result<Past, Problem> {
    app.store.past_of(workspace, id).await?.ok_or_else(|| Problem::not_found("customer"))
}

/// Reads a list to its end.
async fn all<T, Asked>(mut ask: impl FnMut(PageRequest) -> Asked) -> Result<Vec<T>, StoreError>
where
    Asked: Future<Output = Result<Page<T>, StoreError>>,
{
    let mut items = Vec::new();
    let mut after = None;
    loop {
        let page = ask(PageRequest { limit: PAGE, after }).await?;
        items.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(items);
        }
    }
}

/// A customer, and a rule or a segment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ExplainRequest {
    #[schema(value_type = String, example = "1")]
    customer_id: CustomerId,
    #[serde(default)]
    #[schema(value_type = Option<crate::http::rule_schema::Rule>)]
    rule: Option<Box<RawValue>>,
    /// In place of a rule.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "1")]
    segment_id: Option<SegmentId>,
}

/// Why a customer is in or out.
#[derive(Serialize, ToSchema)]
#[schema(as = RuleExplanation)]
pub(crate) struct Explained {
    /// Whether the customer is in.
    matches: bool,
    /// The rule, every part of it answered.
    #[schema(value_type = crate::http::rule_schema::ExplainedPart)]
    root: Explanation,
}

/// Why a customer is in or out: every part of a rule with its answer and the values it saw.
///
/// Profile, totals, orders and messages are seen as they were at one moment. The rule, with the segments it refers to, is
/// read right before.
#[utoipa::path(post, operation_id = "explainRule", path = "/api/segments/explain", tag = "segments", security(("read" = [])), request_body = ExplainRequest,
    responses((status = 200, body = Explained),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such customer or segment here.", body = Problem),
              (status = 422, description = "The rule makes no sense; says where.", body = Problem)))]
pub(crate) async fn explain(
    State(app): State<App>,
    member: CanRead,
    Body(bytes): Body,
) -> Result<Answer<Explained>, Problem> {
    let given = parse::<ExplainRequest>(&bytes)?;
    let workspace = &member.workspace;
    let rule = match (given.rule.filter(|rule| rule.get() != "null"), given.segment_id) {
        (Some(rule), None) => Rule::parse(rule.get()).map_err(invalid_rule)?,
        (None, Some(segment)) => find(&app, workspace.id, segment).await?.plan.rule,
        _ => {
            let error = FieldError::new("rule", "missing", "expected either a rule or a segmentId");
            return Err(Problem::invalid("invalid_body", "Nothing was explained.", vec![error]));
        }
    };
    let names = names_of(&app, workspace.id, [&rule]).await?;
    let question = ask(&app, workspace, &rule).await?;
    let past = past_of(&app, workspace.id, given.customer_id).await?;
    let root = question.explain(&past.facts(), &names);
    Ok(Answer(Explained { matches: root.holds(), root }))
}

/// A segment, and whether a customer belongs to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomerSegment {
    #[schema(value_type = String, example = "1")]
    id: SegmentId,
    name: String,
    /// Whether they belong to it now.
    holds: bool,
    /// Its outermost parts.
    why: Vec<CustomerSegmentPart>,
}

/// A part of a segment's rule, answered for a customer.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomerSegmentPart {
    holds: bool,
    #[schema(example = "total spend is more than 100")]
    sentence: String,
}

/// Every segment, and whether a customer belongs to it, by name.
///
/// The customer and their past are seen as they were at one moment, for all segments.
#[utoipa::path(get, operation_id = "listSegmentsOfCustomer", path = "/api/customers/{id}/segments", tag = "segments", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = [CustomerSegment]),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such customer here.", body = Problem)))]
pub(crate) async fn of_customer(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<CustomerId>,
) -> Result<Answer<Vec<CustomerSegment>>, Problem> {
    let workspace = &member.workspace;
    let past = past_of(&app, workspace.id, id).await?;
    let store = &app.store;
    let segments = all(|page| async move { store.segments(workspace.id, "", &page).await }).await?;
    let names = names_of(&app, workspace.id, segments.iter().map(|segment| &segment.plan.rule)).await?;
    let mut answered = Vec::with_capacity(segments.len());
    for segment in segments {
        let root = ask(&app, workspace, &segment.plan.rule).await?.explain(&past.facts(), &names);
        let why = root
            .first_level()
            .iter()
            .map(|part| CustomerSegmentPart { holds: part.holds(), sentence: part.sentence().to_owned() });
        let why = why.collect();
        answered.push(CustomerSegment {
            id: segment.id,
            name: segment.plan.name.into(),
            holds: root.holds(),
            why,
        });
    }
    Ok(Answer(answered))
}
