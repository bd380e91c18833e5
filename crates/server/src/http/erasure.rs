//! Forgetting a customer.

use axum::Json as Answer;
use axum::extract::State;
use domain::audit::Deed;
use domain::{CustomerId, Topic, WorkspaceId};
use engine::crash;
use log::Position;
use serde::Serialize;
use store::{LogHeads, noted};
use utoipa::ToSchema;

use super::extract::Path;
use super::member::CanErase;
use super::problem::Problem;
use crate::app::App;

/// What an erasure took away beside the customer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Erased {
    /// Their orders. Totals follow.
    orders: u64,
    /// Texts written to them. The messages stay in their campaigns' counts.
    messages: u64,
    /// Records about them that could not be applied.
    dead_letters: u64,
}

/// Erase a customer.
///
/// Takes away all that names them: profile, orders, texts and addresses of messages, dead letters; it is durable when
/// this answers. Counts stay honest: messages stay in their campaigns as numbers, and one that waits to be sent is
/// skipped. Records that were accepted before are not applied to them any more; a record sent after this makes a new
/// customer. That they had declined to be written to is remembered without their address, and holds if they come again.
#[utoipa::path(delete, operation_id = "eraseCustomer", path = "/api/customers/{id}", tag = "customers", security(("erase" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Erased),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such customer here.", body = Problem)))]
pub(crate) async fn erase(
    State(app): State<App>,
    member: CanErase,
    Path(id): Path<CustomerId>,
) -> Result<Answer<Erased>, Problem> {
    let workspace = member.workspace.id;
    let before = LogHeads {
        customers: head(&app, Topic::Customers, workspace).await?,
        orders: head(&app, Topic::Orders, workspace).await?,
    };
    crash::point("erase.asked");
    let did = member.did(Deed::CustomerErased).on(id.get());
    let erased = noted(did, app.store.erase_customer(workspace, id, before)).await?;
    crash::point("erase.committed");
    app.pulse.raise(workspace);
    let store::Erased { orders, texts, dead_letters } = erased;
    Ok(Answer(Erased { orders, messages: texts, dead_letters }))
}

/// The newest position of a topic's log.
async fn head(app: &App, topic: Topic, workspace: WorkspaceId) -> Result<u64, Problem> {
    let heads = app.log.heads(topic).await?;
    let ours = heads.into_iter().find(|(partition, _)| partition.workspace == workspace);
    Ok(ours.map_or(Position::START, |(_, head)| head).get())
}
