//! An order: what a customer bought, for how much, when, and whether it counts.

pub mod record;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::customer::contact::{bounded, text};
use crate::customer::{ExternalId, Totals};
use crate::field::FieldError;
use crate::{Amount, CustomerId, OrderId, Timestamp};
pub use record::OrderRecord;

/// Where an order stands. `Cancelled` does not count; the others do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum OrderStatus {
    /// Taken, not yet fulfilled.
    Placed,
    /// Fulfilled.
    #[default]
    Completed,
    /// Called off: does not count.
    Cancelled,
}

impl OrderStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Placed, Self::Completed, Self::Cancelled];

    /// True if an order of this status counts towards a customer's totals.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Cancelled)
    }

    /// The word used in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "Placed",
            Self::Completed => "Completed",
            Self::Cancelled => "Cancelled",
        }
    }
}

text! {
    /// The name of an item: 1 to 256 characters, not blank.
    ItemName, item_name
}
text! {
    /// The stock keeping unit of an item: 1 to 128 characters, not blank.
    Sku, sku
}

fn item_name(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 256, "invalid_item")
}

fn sku(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 128, "invalid_item")
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is.
    pub name: ItemName,
    /// Its stock keeping unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// How many, or how much of it: finite, not negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<f64>,
    /// Price of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Amount>,
}

/// An order as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Given by the store.
    pub id: OrderId,
    /// Whose order it is.
    pub customer_id: CustomerId,
    /// The shop's own id, unique in its workspace.
    pub external_id: Option<ExternalId>,
    /// Not negative.
    pub amount: Amount,
    /// Between zero and `amount`.
    pub refunded_amount: Amount,
    /// What was bought.
    pub items: Vec<Item>,
    /// When it was placed.
    pub order_date: Timestamp,
    /// Where it stands.
    pub status: OrderStatus,
    /// When the first record about it was applied.
    pub created_at: Timestamp,
}

/// Net amount in minor units: what was paid less what was given back.
pub const fn net_minor(amount: Amount, refunded: Amount) -> i64 {
    amount.minor() - refunded.minor()
}

impl Totals {
    /// Adds one order that counts.
    pub fn add(&mut self, net_minor: i64, date: Timestamp) {
        self.spend_minor += net_minor;
        self.visits += 1;
        self.first_purchased = Some(self.first_purchased.map_or(date, |known| known.min(date)));
        self.last_purchased = Some(self.last_purchased.map_or(date, |known| known.max(date)));
    }
}
