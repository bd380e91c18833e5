//! The shapes of records, for the API's document. What is really taken is decided by
//! `domain::customer::record` and `domain::order::record`; a test holds the two together.

#![allow(dead_code, reason = "these types are read by the document only")]

use serde::Serialize;
use utoipa::ToSchema;

/// One customer, or an array of them.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum CustomerRecords {
    One(CustomerRecord),
    Many(Vec<CustomerRecord>),
}

/// One order, or an array of them.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum OrderRecords {
    One(OrderRecord),
    Many(Vec<OrderRecord>),
}

/// A customer as a shop sends it. At least one of `externalId` and `email` is needed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CustomerRecord {
    /// The shop's own id: the identity, if given. At most 128 characters.
    #[schema(example = "7841")]
    external_id: Option<String>,
    /// The identity, if there is no `externalId`. Lower-cased.
    #[schema(example = "ana@shop.com")]
    email: Option<String>,
    /// Digits with `+ - ( ) . /` and blanks.
    #[schema(example = "+351 21 000 0000")]
    phone: Option<String>,
    /// At most 256 characters.
    #[schema(example = "Ana López")]
    name: Option<String>,
    /// At most 256 characters.
    #[schema(example = "Lisbon")]
    city: Option<String>,
    /// All tags: they replace those known.
    tags: Option<Vec<String>>,
    /// Numbers, texts, booleans; `null` clears one.
    #[schema(value_type = Option<Object>, example = json!({"size": "M", "age": 41, "wholesale": false}))]
    attributes: Option<serde_json::Value>,
    /// Per channel.
    consent: Option<ConsentRecord>,
}

/// Consent as a shop sends it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsentRecord {
    email: Option<super::words::ConsentState>,
    sms: Option<super::words::ConsentState>,
}

/// An order as a shop sends it. At least one of `email` and `customerExternalId` is needed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OrderRecord {
    /// The shop's own id: sent again, the order is replaced whole.
    #[schema(example = "1001")]
    external_id: Option<String>,
    #[schema(example = "ana@shop.com")]
    email: Option<String>,
    #[schema(example = "7841")]
    customer_external_id: Option<String>,
    /// Zero or more, at most two decimals.
    #[schema(example = 42.5)]
    amount: f64,
    /// At most `amount`.
    #[schema(example = 0)]
    refunded_amount: Option<f64>,
    /// Names, or lines with more about them.
    items: Option<Vec<ItemRecord>>,
    /// RFC 3339, or a date as the start of that day in the workspace's zone; now if absent.
    #[schema(example = "2026-05-31T09:30:00Z")]
    order_date: Option<String>,
    /// `Completed` if absent.
    status: Option<super::words::OrderStatus>,
}

/// A line of an order: the item's name, or more about it.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = OrderItemRecord)]
pub(crate) enum ItemRecord {
    Name(String),
    Line {
        #[schema(example = "Filter")]
        name: String,
        sku: Option<String>,
        quantity: Option<f64>,
        /// Of one.
        price: Option<f64>,
    },
}

/// A receipt as a vendor sends it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptRecord {
    /// The id the message travelled under.
    #[schema(example = "1-0.1")]
    id: String,
    /// `sent` or `failed`.
    #[schema(example = "sent")]
    status: String,
    /// Why it failed.
    reason: Option<String>,
    /// RFC 3339.
    #[schema(example = "2026-05-31T09:30:00Z")]
    at: String,
}
