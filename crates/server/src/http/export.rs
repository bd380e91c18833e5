//! All that is held on one customer, as a file.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::audit::Deed;
use domain::workspace::Workspace;
use domain::{CampaignId, Channel, CustomerId, Timestamp};
use serde::Serialize;
use store::PageRequest;
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::wrappers::ReceiverStream;
use utoipa::ToSchema;

use super::customers::Customer;
use super::dead_letters::DeadLetter;
use super::extract::Path;
use super::member::CanRead;
use super::messages::Message;
use super::orders::Order;
use super::problem::Problem;
use crate::app::{App, now};

/// So much is read at once of what may be long.
const AT_ONCE: u32 = 200;
/// Parts that wait for a slow reader.
const WAITING: usize = 2;

/// All that is held on one customer.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[allow(dead_code, reason = "read by the document only: what is sent is written part by part")]
pub(crate) struct CustomerExport {
    /// When it was read.
    #[schema(value_type = String, format = DateTime)]
    exported_at: Timestamp,
    /// In whose name it is held.
    #[schema(example = "Coffee Corner")]
    workspace: String,
    /// Of all amounts.
    #[schema(example = "EUR")]
    currency: String,
    /// The profile, consent as it is now, and what the orders add up to.
    customer: Customer,
    /// Those of their addresses that nobody may write to.
    suppressions: Vec<Suppressed>,
    /// Records about them that could not be applied.
    dead_letters: Vec<DeadLetter>,
    /// Newest first.
    orders: Vec<Order>,
    /// What they were enrolled in, newest campaign first.
    messages: Vec<CampaignMessage>,
}

/// An address that nobody may write to.
#[derive(Serialize, ToSchema)]
pub(crate) struct Suppressed {
    #[schema(value_type = crate::http::words::Channel)]
    channel: Channel,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// A customer's copy of a campaign.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CampaignMessage {
    #[schema(value_type = String, example = "1")]
    campaign_id: CampaignId,
    #[schema(example = "Spring offers")]
    campaign_name: String,
    #[schema(value_type = crate::http::words::Channel)]
    channel: Channel,
    message: Message,
    /// As sent, if it is an email with HTML.
    #[schema(required)]
    html: Option<String>,
}

impl From<store::CustomerMessage> for CampaignMessage {
    fn from(message: store::CustomerMessage) -> Self {
        Self {
            campaign_id: message.campaign,
            campaign_name: message.campaign_name,
            channel: message.channel,
            message: Message::of(message.campaign, message.row),
            html: message.html,
        }
    }
}

/// Download all that is held on a customer, as JSON.
///
/// It is written while it is read: a connection that ends early is a file that is not whole.
#[utoipa::path(get, operation_id = "exportCustomer", path = "/api/customers/{id}/export", tag = "customers", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = CustomerExport),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such customer here.", body = Problem)))]
pub(crate) async fn customer(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<CustomerId>,
) -> Result<Response, Problem> {
    let did = member.did(Deed::CustomerExported).on(id.get());
    let workspace = member.0.workspace;
    let customer =
        app.store.customer(workspace.id, id).await?.ok_or_else(|| Problem::not_found("customer"))?;
    let suppressions = app.store.suppressions_of(workspace.id, id).await?;
    let letters = app.store.dead_letters_about(workspace.id, id).await?;
    app.store.note(did).await?;
    let mut parts = Parts::default();
    parts.member("exportedAt", &now());
    parts.member("workspace", &workspace.settings.name.as_str());
    parts.member("currency", &workspace.settings.currency.as_str());
    parts.member("customer", &Customer::from(customer));
    let suppressed = |one: store::Suppression| Suppressed { channel: one.channel, since: one.since };
    parts.member("suppressions", &suppressions.into_iter().map(suppressed).collect::<Vec<_>>());
    parts.member("deadLetters", &letters.into_iter().map(DeadLetter::from).collect::<Vec<_>>());
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(write(app, workspace, id, parts, sender));
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"customer-{id}.json\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver))).into_response())
}

/// What is on its way to the reader; an error ends the connection, so that nobody takes a part for the whole.
type Written = Result<Bytes, std::io::Error>;

/// An object as it is written, member by member.
#[derive(Default)]
struct Parts {
    text: Vec<u8>,
    /// True at the beginning of an object or a list.
    further: bool,
}

impl Parts {
    fn member(&mut self, name: &str, value: &impl Serialize) {
        self.name(name);
        self.value(value);
    }

    fn name(&mut self, name: &str) {
        self.text.extend(if self.further { ",\n" } else { "{\n" }.as_bytes());
        self.further = true;
        self.value(name);
        self.text.push(b':');
    }

    fn item(&mut self, value: &impl Serialize) {
        self.text.extend(if self.further { ",\n" } else { "\n" }.as_bytes());
        self.further = true;
        self.value(value);
    }

    /// What is written here are our own types, which all have a JSON form.
    fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        if let Err(error) = serde_json::to_writer(&mut self.text, value) {
            tracing::error!(%error, "a part of an export has no JSON form");
        }
    }

    fn begin_list(&mut self, name: &str) {
        self.name(name);
        self.text.push(b'[');
        self.further = false;
    }

    fn end_list(&mut self) {
        self.text.push(b']');
        self.further = true;
    }

    fn take(&mut self) -> Bytes {
        std::mem::take(&mut self.text).into()
    }
}

/// Writes what may be long, page by page, as fast as it is read.
async fn write(app: App, workspace: Workspace, id: CustomerId, mut parts: Parts, to: Sender<Written>) {
    let finished = lists(&app, &workspace, id, &mut parts, &to).await;
    let last = match finished {
        Ok(()) => {
            parts.text.extend(b"\n}\n");
            Ok(parts.take())
        }
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "an export ended early");
            Err(std::io::Error::other("the database cannot be reached"))
        }
    };
    // Whoever has gone does not read it.
    let _ = to.send(last).await;
}

async fn lists(
    app: &App,
    workspace: &Workspace,
    id: CustomerId,
    parts: &mut Parts,
    to: &Sender<Written>,
) -> Result<(), store::StoreError> {
    parts.begin_list("orders");
    let mut page = PageRequest { limit: AT_ONCE, after: None };
    while !to.is_closed() {
        let orders = app.store.orders(workspace.id, Some(id), &page).await?;
        orders.items.into_iter().for_each(|order| parts.item(&Order::from(order)));
        let _ = to.send(Ok(parts.take())).await;
        page.after = orders.next;
        if page.after.is_none() {
            break;
        }
    }
    parts.end_list();
    parts.begin_list("messages");
    while !to.is_closed() {
        let messages = app.store.messages_to(workspace.id, id, &page).await?;
        messages.items.into_iter().for_each(|message| parts.item(&CampaignMessage::from(message)));
        let _ = to.send(Ok(parts.take())).await;
        page.after = messages.next;
        if page.after.is_none() {
            break;
        }
    }
    parts.end_list();
    Ok(())
}
