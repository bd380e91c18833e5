//! Segments: saved rules, and what rules say of customers.

mod audience;
mod breakdown;
mod distribution;
mod explain;
mod export;
mod names;
mod version;
mod view;
mod words;

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::audit::Deed;
use domain::segment::Rule;
use domain::{FieldError, SegmentId, WorkspaceId};
use serde::Deserialize;
use store::{StoreError, noted};
use utoipa::IntoParams;

use super::extract::{Body, Path, Query, parse, without_mark};
use super::list::{List, Paging, list_schema};
use super::member::{CanEdit, CanRead};
use super::problem::Problem;
use crate::app::{App, Parts, now};
pub(crate) use audience::{ask, count, preview};
pub(crate) use breakdown::breakdown;
pub(crate) use distribution::distribution;
pub(crate) use explain::{explain, of_customer};
pub(crate) use export::{export, export_rule};
pub(crate) use names::names_of;
use version::{Tagged, changed_meanwhile, seen, tagged};
pub(crate) use view::{Segment, SegmentInput, SegmentUpdate, SegmentUsers};
pub(crate) use words::{items, vocabulary, words_of};

// What the router finds beside the handlers.
pub(crate) use audience::{__path_count, __path_preview};
pub(crate) use breakdown::__path_breakdown;
pub(crate) use distribution::__path_distribution;
pub(crate) use explain::{__path_explain, __path_of_customer};
pub(crate) use export::{__path_export, __path_export_rule};
pub(crate) use words::__path_vocabulary;

/// A rule the person cannot have meant, as a problem that names each place.
pub(crate) fn invalid_rule(errors: Vec<FieldError>) -> Problem {
    let detail = errors.first().map_or_else(String::new, |first| match first.field.as_str() {
        "" => format!("The rule makes no sense: {}.", first.message),
        path => format!("The rule makes no sense at {path}: {}.", first.message),
    });
    Problem::invalid("invalid_rule", detail, errors)
}

/// A rule that is a body of its own.
fn rule_of(bytes: &[u8]) -> Result<Rule, Problem> {
    let text = std::str::from_utf8(without_mark(bytes))
        .map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "not_utf8", "The body is not UTF-8 text."))?;
    Rule::parse(text).map_err(invalid_rule)
}

/// Which segments.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SegmentQuery {
    /// Part of the name, in any case.
    search: Option<String>,
}

list_schema! {
    /// A page of segments.
    SegmentPage of Segment
}

/// Saved segments, by name.
#[utoipa::path(get, operation_id = "listSegments", path = "/api/segments", tag = "segments", security(("read" = [])), params(SegmentQuery, Paging),
    responses((status = 200, body = SegmentPage),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    member: CanRead,
    Query(query): Query<SegmentQuery>,
    Query(paging): Query<Paging>,
) -> Result<Answer<List<Segment>>, Problem> {
    let search = query.search.unwrap_or_default();
    let workspace = member.workspace.id;
    let page = app.store.segments(workspace, &search, &paging.request()?).await?;
    let names = names_of(&app, workspace, page.items.iter().map(|segment| &segment.plan.rule)).await?;
    Ok(Answer(List::of(page, |segment| Segment::of(segment, &names))))
}

/// Save a rule.
///
/// It may refer to other segments, which are looked at when it is asked. Names are given once, in whatever case.
#[utoipa::path(post, operation_id = "createSegment", path = "/api/segments", tag = "segments", security(("edit" = [])), request_body = SegmentInput,
    responses((status = 201, body = Segment),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 409, description = "There is one of this name.", body = Problem),
              (status = 422, description = "The rule makes no sense, by itself or with the segments it refers to; says where.", body = Problem)))]
pub(crate) async fn create(
    State(app): State<App>,
    member: CanEdit,
    Body(bytes): Body,
) -> Result<(StatusCode, Tagged), Problem> {
    let plan = parse::<SegmentInput>(&bytes)?.plan()?;
    let did = member.did(Deed::SegmentCreated).named(plan.name.as_str());
    let segment = noted(did, app.store.create_segment(member.workspace.id, plan, now())).await?;
    app.pulse.raise(member.workspace.id);
    Ok((StatusCode::CREATED, shown(&app, member.workspace.id, segment).await?))
}

/// One segment.
#[utoipa::path(get, operation_id = "getSegment", path = "/api/segments/{id}", tag = "segments", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Segment),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such segment here.", body = Problem)))]
pub(crate) async fn read(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<SegmentId>,
) -> Result<Tagged, Problem> {
    let segment = find(&app, member.workspace.id, id).await?;
    shown(&app, member.workspace.id, segment).await
}

/// A segment as callers see it, with its `ETag`.
async fn shown(
    app: &Parts,
    workspace: WorkspaceId,
    segment: domain::segment::Segment,
) -> Result<Tagged, Problem> {
    let names = names_of(app, workspace, [&segment.plan.rule]).await?;
    Ok(tagged(Segment::of(segment, &names)))
}

/// The segment, or 404.
pub(crate) async fn find(
    app: &Parts,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<domain::segment::Segment, Problem> {
    app.store.segment(workspace, id).await?.ok_or_else(|| Problem::not_found("segment"))
}

/// Change a segment, and with it whatever refers to it.
///
/// What is not mentioned stays; `null` clears the description. Campaigns that were launched keep the rule of their launch.
/// `If-Match` with the segment's `ETag`, or its `version` in quotes, changes it only if nobody else did meanwhile.
#[utoipa::path(patch, operation_id = "changeSegment", path = "/api/segments/{id}", tag = "segments", security(("edit" = [])),
    params(("id" = String, Path), ("If-Match" = Option<String>, Header, description = "The version that was seen, in quotes.", example = "\"1f0c6a7e5b3d9821\"")), request_body = SegmentUpdate,
    responses((status = 200, body = Segment),
              (status = 400, description = "Not JSON.", body = Problem),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such segment here.", body = Problem),
              (status = 409, description = "There is one of this name.", body = Problem),
              (status = 412, description = "Somebody changed it meanwhile (`changed_meanwhile`): says who in `by` if that is known, when in `at`, and what `version` it has now.", body = Problem),
              (status = 422, description = "The rule makes no sense, leads back to this segment, or makes one that refers to it too large; says where.", body = Problem)))]
pub(crate) async fn change(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<SegmentId>,
    headers: HeaderMap,
    Body(bytes): Body,
) -> Result<Tagged, Problem> {
    let workspace = member.workspace.id;
    let mut change = parse::<SegmentUpdate>(&bytes)?.change()?;
    change.seen = seen(&headers);
    let name = match &change.name {
        Some(name) => name.to_string(),
        None => find(&app, workspace, id).await?.plan.name.into(),
    };
    let did = member.did(Deed::SegmentChanged).on(id.get()).named(name);
    match noted(did, app.store.change_segment(workspace, id, change, now())).await {
        Err(StoreError::ChangedMeanwhile) => Err(changed_meanwhile(&app, workspace, id).await),
        changed => {
            let segment = changed?;
            app.pulse.raise(workspace);
            shown(&app, workspace, segment).await
        }
    }
}

/// Forget a segment that nothing refers to.
#[utoipa::path(delete, operation_id = "deleteSegment", path = "/api/segments/{id}", tag = "segments", security(("edit" = [])), params(("id" = String, Path)),
    responses((status = 204, description = "Forgotten."),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such segment here.", body = Problem),
              (status = 409, description = "Segments or campaigns refer to it; says which.", body = Problem)))]
pub(crate) async fn delete(
    State(app): State<App>,
    member: CanEdit,
    Path(id): Path<SegmentId>,
) -> Result<StatusCode, Problem> {
    let segment = find(&app, member.workspace.id, id).await?;
    let did = member.did(Deed::SegmentDeleted).on(id.get()).named(segment.plan.name.as_str());
    noted(did, app.store.delete_segment(member.workspace.id, id)).await?;
    app.pulse.raise(member.workspace.id);
    Ok(StatusCode::NO_CONTENT)
}

/// Who refers to a segment: segments, and campaigns that have not taken their audience yet.
#[utoipa::path(get, operation_id = "listSegmentUsers", path = "/api/segments/{id}/used-by", tag = "segments", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = SegmentUsers),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such segment here.", body = Problem)))]
pub(crate) async fn used_by(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<SegmentId>,
) -> Result<Answer<SegmentUsers>, Problem> {
    Ok(Answer(app.store.segment_users(member.workspace.id, id).await?.into()))
}
