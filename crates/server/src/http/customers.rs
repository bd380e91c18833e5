//! Customers, for reading.

mod search;

use axum::Json as Answer;
use axum::extract::State;
use domain::customer::{Attributes, ConsentSource, ConsentState};
use domain::{CustomerId, Timestamp, money};
use serde::{Deserialize, Serialize};
use store::{CustomerFilter, CustomerSort};
use utoipa::{IntoParams, ToSchema};

use super::extract::{Path, Query};
use super::list::{List, Paging};
use super::member::CanRead;
use super::problem::Problem;
use crate::app::App;
pub(crate) use search::{__path_search, search};

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Customer {
    #[schema(value_type = String, example = "1")]
    id: CustomerId,
    /// The shop's own id.
    #[schema(required)]
    external_id: Option<String>,
    #[schema(required, example = "ana@shop.com")]
    email: Option<String>,
    #[schema(required)]
    phone: Option<String>,
    #[schema(required, example = "Ana López")]
    name: Option<String>,
    #[schema(required)]
    city: Option<String>,
    tags: Vec<String>,
    /// The shop's own fields: numbers, texts, booleans.
    #[schema(value_type = Object)]
    attributes: Attributes,
    consent: Consents,
    /// Sum of net amounts of orders that count, in the workspace's currency.
    #[schema(example = 124.5)]
    total_spend: f64,
    /// Number of orders that count.
    visits: i64,
    /// Rounded to the cent; null without orders.
    #[schema(required)]
    average_order_value: Option<f64>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    first_purchased: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_purchased: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// Consent per channel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerConsent)]
pub(crate) struct Consents {
    email: Consent,
    sms: Consent,
}

/// Whether a customer may be written to on a channel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Consent {
    /// `unknown` counts as reachable.
    #[schema(value_type = crate::http::words::ConsentState)]
    state: ConsentState,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    at: Option<Timestamp>,
    /// `shop` or `person`: a person's own withdrawal cannot be reversed by the shop.
    #[schema(value_type = Option<crate::http::words::ConsentSource>, required)]
    source: Option<ConsentSource>,
}

impl From<domain::customer::Consent> for Consent {
    fn from(consent: domain::customer::Consent) -> Self {
        Self { state: consent.state, at: consent.at, source: consent.source }
    }
}

impl From<domain::customer::Customer> for Customer {
    fn from(customer: domain::customer::Customer) -> Self {
        let profile = customer.profile;
        Self {
            id: customer.id,
            external_id: profile.external_id.map(String::from),
            email: profile.email.map(String::from),
            phone: profile.phone.map(String::from),
            name: profile.name.map(String::from),
            city: profile.city.map(String::from),
            tags: profile.tags.into_iter().map(String::from).collect(),
            attributes: profile.attributes,
            consent: Consents { email: profile.consent.email.into(), sms: profile.consent.sms.into() },
            total_spend: money::major(customer.totals.spend_minor),
            visits: customer.totals.visits,
            average_order_value: customer.totals.average_order_value(),
            first_purchased: customer.totals.first_purchased,
            last_purchased: customer.totals.last_purchased,
            created_at: customer.created_at,
            updated_at: customer.updated_at,
        }
    }
}

/// A page of customers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CustomerPage)]
pub(crate) struct CustomerList {
    items: Vec<Customer>,
    /// Pass it as `cursor` to go on; null at the end.
    #[schema(required)]
    next_cursor: Option<String>,
    /// How many the search shows in all.
    total: u64,
}

/// What customers are listed by.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SortBy {
    Name,
    Email,
    TotalSpend,
    Visits,
    LastPurchased,
    #[default]
    CreatedAt,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    Asc,
    Desc,
}

/// Which customers, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CustomerQuery {
    /// Part of a name, email, phone or external id, in any case.
    search: Option<String>,
    /// Newest first if absent.
    #[param(inline)]
    sort: Option<SortBy>,
    /// Largest first if absent.
    #[param(inline)]
    order: Option<Direction>,
}

impl From<SortBy> for CustomerSort {
    fn from(sort: SortBy) -> Self {
        match sort {
            SortBy::Name => Self::Name,
            SortBy::Email => Self::Email,
            SortBy::TotalSpend => Self::TotalSpend,
            SortBy::Visits => Self::Visits,
            SortBy::LastPurchased => Self::LastPurchased,
            SortBy::CreatedAt => Self::CreatedAt,
        }
    }
}

/// Search and list customers.
#[utoipa::path(get, operation_id = "listCustomers", path = "/api/customers", tag = "customers", security(("read" = [])), params(CustomerQuery, Paging),
    responses((status = 200, body = CustomerList),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    member: CanRead,
    Query(query): Query<CustomerQuery>,
    Query(paging): Query<Paging>,
) -> Result<Answer<CustomerList>, Problem> {
    let filter = CustomerFilter {
        search: query.search.unwrap_or_default(),
        sort: query.sort.unwrap_or_default().into(),
        descending: query.order.unwrap_or(Direction::Desc) == Direction::Desc,
        question: None,
    };
    let (page, total) = app.store.customers(member.workspace.id, &filter, &paging.request()?).await?;
    let list = List::of(page, Customer::from);
    Ok(Answer(CustomerList { items: list.items, next_cursor: list.next_cursor, total }))
}

/// One customer.
#[utoipa::path(get, operation_id = "getCustomer", path = "/api/customers/{id}", tag = "customers", security(("read" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Customer),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such customer here.", body = Problem)))]
pub(crate) async fn read(
    State(app): State<App>,
    member: CanRead,
    Path(id): Path<CustomerId>,
) -> Result<Answer<Customer>, Problem> {
    let customer =
        app.store.customer(member.workspace.id, id).await?.ok_or_else(|| Problem::not_found("customer"))?;
    Ok(Answer(customer.into()))
}
