//! The customers of a segment or of a rule, as a CSV file.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::audit::Deed;
use domain::customer::{ConsentState, Customer, Tag};
use domain::segment::Rule;
use domain::{CustomerId, SegmentId, Timestamp};
use store::{Cursor, Note, Page, PageRequest, Store, StoreError};

use super::{ask, find, rule_of};
use crate::app::App;
use crate::http::download;
use crate::http::extract::{Body, Path};
use crate::http::member::{CanRead, Member};
use crate::http::problem::Problem;

const COLUMNS: [&str; 16] = [
    "id",
    "externalId",
    "email",
    "phone",
    "name",
    "city",
    "tags",
    "attributes",
    "emailConsent",
    "smsConsent",
    "totalSpend",
    "visits",
    "averageOrderValue",
    "firstPurchased",
    "lastPurchased",
    "createdAt",
];

/// Everybody who belongs to a segment now, as a CSV file.
#[utoipa::path(get, operation_id = "exportSegment", path = "/api/segments/{id}/customers.csv", tag = "segments", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, description = "One customer a row, by id: whoever belongs to the segment at this moment. Cells that a spreadsheet would run as formulas begin with an apostrophe.",
                  content_type = "text/csv", body = String),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such segment here.", body = Problem)))]
pub(crate) async fn export(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<SegmentId>,
) -> Result<Response, Problem> {
    let segment = find(&app, member.workspace.id, id).await?;
    let did = member.did(Deed::SegmentExported).on(id.get()).named(segment.plan.name.as_str());
    csv(&app, &member, &segment.plan.rule, did, &format!("segment-{id}")).await
}

/// Everybody a rule matches now, as a CSV file.
#[utoipa::path(post, operation_id = "exportRule", path = "/api/segments/export", tag = "segments", security(("read" = [])),
    request_body(content = crate::http::rule_schema::Rule, content_type = "application/json"),
    responses((status = 200, description = "As of a segment.", content_type = "text/csv", body = String),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 400, description = "Not text.", body = Problem),
              (status = 422, description = "The rule makes no sense; says where.", body = Problem)))]
pub(crate) async fn export_rule(
    State(app): State<App>,
    member: CanRead,
    Body(bytes): Body,
) -> Result<Response, Problem> {
    let rule = rule_of(&bytes)?;
    let did = member.did(Deed::SegmentExported);
    csv(&app, &member, &rule, did, "customers").await
}

/// Who matches is decided at one instant, and eight bytes of each are held; the customers themselves are read and sent a
/// thousand at a time. Whoever is erased meanwhile is left out.
async fn csv(app: &App, member: &Member, rule: &Rule, did: Note, name: &str) -> Result<Response, Problem> {
    let workspace = member.workspace.id;
    let question = ask(app, &member.workspace, rule).await?;
    let ids: Arc<[CustomerId]> = app.store.everybody_matching(workspace, question).await?.into();
    app.store.note(did.with(ids.len().to_string())).await?;
    let store = Arc::clone(&app.store);
    let ask = move |page: PageRequest| {
        let (store, ids) = (Arc::clone(&store), Arc::clone(&ids));
        async move { read(&*store, workspace, &ids, &page).await }
    };
    download::csv(name, &COLUMNS, ask, row).await
}

/// A page of customers whose ids are known; its cursor is a place among them.
async fn read(
    store: &dyn Store,
    workspace: domain::WorkspaceId,
    ids: &[CustomerId],
    page: &PageRequest,
) -> Result<Page<Customer>, StoreError> {
    let from = match &page.after {
        Some(Cursor(place)) => place.parse().map_err(|_| StoreError::InvalidCursor)?,
        None => 0_usize,
    };
    let until = ids.len().min(from + page.limit as usize);
    let items = store.customers_of(workspace, &ids[from..until]).await?;
    Ok(Page { items, next: (until < ids.len()).then(|| Cursor(until.to_string())) })
}

fn row(customer: Customer) -> Vec<String> {
    let Customer { id, profile, totals, created_at, .. } = customer;
    let text = |text: Option<String>| text.unwrap_or_default();
    let date = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let tags: Vec<&str> = profile.tags.iter().map(Tag::as_str).collect();
    let attributes = if profile.attributes.is_empty() {
        String::new()
    } else {
        serde_json::to_string(&profile.attributes).unwrap_or_default()
    };
    vec![
        id.to_string(),
        text(profile.external_id.map(String::from)),
        text(profile.email.map(String::from)),
        text(profile.phone.map(String::from)),
        text(profile.name.map(String::from)),
        text(profile.city.map(String::from)),
        tags.join("; "),
        attributes,
        consent(profile.consent.email.state),
        consent(profile.consent.sms.state),
        domain::money::major(totals.spend_minor).to_string(),
        totals.visits.to_string(),
        totals.average_order_value().map(|value| value.to_string()).unwrap_or_default(),
        date(totals.first_purchased),
        date(totals.last_purchased),
        created_at.to_string(),
    ]
}

fn consent(state: ConsentState) -> String {
    let word = match state {
        ConsentState::Unknown => "unknown",
        ConsentState::Granted => "granted",
        ConsentState::Withdrawn => "withdrawn",
    };
    word.to_owned()
}
