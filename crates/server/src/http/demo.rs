//! The demo shop in one click.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use domain::Topic;
use domain::audit::Deed;
use engine::demo;
use engine::intake::body::Format;
use serde::Serialize;
use utoipa::ToSchema;

use super::ingest::BatchId;
use super::member::CanIngest;
use super::problem::Problem;
use crate::app::{App, now};

/// The demo shop on its way.
#[derive(Serialize, ToSchema)]
#[schema(as = DemoLoad)]
pub(crate) struct DemoShop {
    /// Ask `GET /api/batches/{id}` what became of them.
    batches: Vec<String>,
    /// Customers it has.
    customers: usize,
    /// Orders it has.
    orders: usize,
}

/// Fill the workspace with a demo shop: a coffee roastery with a real purchase pattern, its last orders yesterday,
/// its addresses ending in `.example`. Loading it again changes nothing.
#[utoipa::path(post, operation_id = "loadDemoShop", path = "/api/demo", tag = "ingest", security(("ingest" = [])),
    responses((status = 202, description = "On its way.", body = DemoShop),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 503, description = "Come back after `Retry-After` seconds.", body = Problem)))]
pub(crate) async fn load(
    State(app): State<App>,
    member: CanIngest,
) -> Result<(StatusCode, Answer<DemoShop>), Problem> {
    let workspace = &member.workspace;
    let zone = &workspace.settings.zone;
    let shop = demo::shop(zone.day_of(now()), zone);
    let json =
        |records: Result<Vec<u8>, serde_json::Error>| records.map_err(|error| Problem::internal(&error));
    let customers = shop.customer_batches().map(|batch| (Topic::Customers, json(serde_json::to_vec(batch))));
    let orders = shop.order_batches().map(|batch| (Topic::Orders, json(serde_json::to_vec(batch))));
    // Before the first record: the log is another file than the store, and loading again changes nothing.
    app.store.note(member.did(Deed::DemoLoaded)).await?;
    let mut batches = Vec::new();
    for (topic, body) in customers.chain(orders) {
        let taken = app.intake.accept(topic, workspace, body?, Format::Json, None, now()).await?;
        batches.extend(taken.position.map(|position| BatchId { topic, position }.to_string()));
    }
    Ok((
        StatusCode::ACCEPTED,
        Answer(DemoShop { batches, customers: shop.customers.len(), orders: shop.orders.len() }),
    ))
}
