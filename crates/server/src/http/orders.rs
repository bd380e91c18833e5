//! Orders, for reading.

use axum::Json as Answer;
use axum::extract::State;
use domain::order::OrderStatus;
use domain::{Amount, CustomerId, OrderId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::Query;
use super::list::{List, Paging, list_schema};
use super::member::CanRead;
use super::problem::Problem;
use crate::app::App;

/// An order.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Order {
    #[schema(value_type = String, example = "1")]
    id: OrderId,
    /// The shop's own id.
    #[schema(required)]
    external_id: Option<String>,
    #[schema(value_type = String, example = "1")]
    customer_id: CustomerId,
    #[schema(value_type = f64, example = 42.5)]
    amount: Amount,
    #[schema(value_type = f64, example = 0)]
    refunded_amount: Amount,
    /// `amount` less `refundedAmount`.
    #[schema(value_type = f64, example = 42.5)]
    net_amount: f64,
    items: Vec<Item>,
    #[schema(value_type = String, format = DateTime)]
    order_date: Timestamp,
    #[schema(value_type = crate::http::words::OrderStatus)]
    status: OrderStatus,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// A line of an order.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderItem)]
pub(crate) struct Item {
    #[schema(example = "Coffee")]
    name: String,
    #[schema(required)]
    sku: Option<String>,
    #[schema(required)]
    quantity: Option<f64>,
    /// Of one.
    #[schema(value_type = Option<f64>, required)]
    price: Option<Amount>,
}

impl From<domain::order::Order> for Order {
    fn from(order: domain::order::Order) -> Self {
        let item = |item: domain::order::Item| Item {
            name: item.name.into(),
            sku: item.sku.map(String::from),
            quantity: item.quantity,
            price: item.price,
        };
        Self {
            id: order.id,
            external_id: order.external_id.map(String::from),
            customer_id: order.customer_id,
            amount: order.amount,
            refunded_amount: order.refunded_amount,
            net_amount: domain::money::major(domain::order::net_minor(order.amount, order.refunded_amount)),
            items: order.items.into_iter().map(item).collect(),
            order_date: order.order_date,
            status: order.status,
            created_at: order.created_at,
        }
    }
}

/// Whose orders.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrderQuery {
    /// Only this customer's.
    #[param(value_type = Option<String>)]
    customer_id: Option<CustomerId>,
}

list_schema! {
    /// A page of orders.
    OrderPage of Order
}

/// Orders, newest first.
#[utoipa::path(get, operation_id = "listOrders", path = "/api/orders", tag = "customers", security(("read" = [])), params(OrderQuery, Paging),
    responses((status = 200, body = OrderPage),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    member: CanRead,
    Query(query): Query<OrderQuery>,
    Query(paging): Query<Paging>,
) -> Result<Answer<List<Order>>, Problem> {
    let page = app.store.orders(member.workspace.id, query.customer_id, &paging.request()?).await?;
    Ok(Answer(List::of(page, Order::from)))
}
