//! The communication log of a campaign as a file.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use domain::CampaignId;
use domain::audit::Deed;
use domain::message::MessageKey;
use store::{MessageRow, PageRequest};

use super::extract::{Path, Query};
use super::member::CanRead;
use super::messages::MessageQuery;
use super::problem::Problem;
use super::{campaigns, download};
use crate::app::App;

const COLUMNS: [&str; 11] = [
    "id",
    "customerId",
    "customerName",
    "customerErased",
    "to",
    "state",
    "reason",
    "attempt",
    "subject",
    "body",
    "updatedAt",
];

/// Download the messages of a campaign as CSV, by place in its ledger.
///
/// It is written while it is read: a connection that ends early is a file that is not whole.
#[utoipa::path(get, operation_id = "exportMessages", path = "/api/campaigns/{id}/messages.csv", tag = "campaigns", security(("read" = [])), params(("id" = String, Path), MessageQuery),
    responses((status = 200, description = "A CSV file.", body = String, content_type = "text/csv"),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn export(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<CampaignId>,
    Query(query): Query<MessageQuery>,
) -> Result<Response, Problem> {
    let workspace = member.workspace.id;
    let campaign = campaigns::find(&app, workspace, id).await?;
    let filter = Arc::new(query.filter()?);
    let did = member.did(Deed::MessagesExported).on(id.get()).named(campaign.plan.name.as_str());
    app.store.note(did).await?;
    let store = Arc::clone(&app.store);
    let ask = move |page: PageRequest| {
        let (store, filter) = (Arc::clone(&store), Arc::clone(&filter));
        async move { store.messages(workspace, id, &filter, &page).await }
    };
    download::csv(&format!("messages-{id}"), &COLUMNS, ask, move |message| row(id, message)).await
}

fn row(campaign: CampaignId, row: MessageRow) -> Vec<String> {
    let text = Option::unwrap_or_default;
    vec![
        MessageKey { campaign, ordinal: row.ordinal }.to_string(),
        row.customer.to_string(),
        text(row.customer_name),
        row.erased.to_string(),
        text(row.to),
        row.state.as_str().to_owned(),
        text(row.reason),
        row.attempt.to_string(),
        text(row.subject),
        text(row.body),
        row.changed_at.to_string(),
    ]
}
