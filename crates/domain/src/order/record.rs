//! One order as a shop sends it, parsed at the edge, carried through the log, applied by the store.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Item, ItemName, OrderStatus, Sku};
use crate::customer::{Email, ExternalId};
use crate::field::{FieldError, excerpt};
use crate::money::InvalidAmount;
use crate::{Amount, Timestamp, Zone};

/// The most lines an order can have.
pub const MAX_ITEMS: usize = 1_000;

/// A valid record of one order. Sent again, it replaces the old one whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderRecord {
    /// The shop's own id and idempotency key; without it every record is a new order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
    /// The customer by email; at least one of this and `customer_external_id` is present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// The customer by the shop's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_external_id: Option<ExternalId>,
    /// Not negative; zero is real.
    pub amount: Amount,
    /// Between zero and `amount`.
    #[serde(default)]
    pub refunded_amount: Amount,
    /// What was bought.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
    /// When it was placed.
    pub order_date: Timestamp,
    /// Where it stands.
    #[serde(default)]
    pub status: OrderStatus,
}

/// The record as JSON gives it: right in type, not yet in meaning. Borrows from the body.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RawOrder<'a> {
    #[serde(borrow, default)]
    external_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    email: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    customer_external_id: Option<Cow<'a, str>>,
    amount: f64,
    #[serde(default)]
    refunded_amount: Option<f64>,
    #[serde(borrow, default)]
    items: Option<Vec<RawItem<'a>>>,
    #[serde(borrow, default)]
    order_date: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    status: Option<Cow<'a, str>>,
}

#[derive(Debug)]
enum RawItem<'a> {
    Name(Cow<'a, str>),
    Line(RawLine<'a>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    sku: Option<Cow<'a, str>>,
    #[serde(default)]
    quantity: Option<f64>,
    #[serde(default)]
    price: Option<f64>,
}

impl<'de: 'a, 'a> Deserialize<'de> for RawItem<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct ItemVisitor;
        impl<'de> serde::de::Visitor<'de> for ItemVisitor {
            type Value = RawItem<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the name of an item, or {name, sku?, quantity?, price?}")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<RawItem<'de>, E> {
                Ok(RawItem::Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<RawItem<'de>, E> {
                Ok(RawItem::Name(Cow::Owned(text.to_owned())))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<RawItem<'de>, A::Error> {
                RawLine::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(RawItem::Line)
            }
        }
        from.deserialize_any(ItemVisitor)
    }
}

impl RawOrder<'_> {
    /// Checks the meaning of every field. A date without time is the start of that day in `zone`; an order
    /// without a date was placed when it was received, at `now`.
    pub fn parse(self, zone: &Zone, now: Timestamp) -> Result<OrderRecord, FieldError> {
        let external_id = optional(self.external_id, "externalId", ExternalId::parse)?;
        let email = optional(self.email, "email", Email::parse)?;
        let customer_external_id =
            optional(self.customer_external_id, "customerExternalId", ExternalId::parse)?;
        if email.is_none() && customer_external_id.is_none() {
            let message =
                "expected the customer's email or customerExternalId: without either it is nobody's order";
            return Err(FieldError::new("", "no_customer", message));
        }
        let amount = money(self.amount, "amount")?;
        let refunded_amount =
            self.refunded_amount.map_or(Ok(Amount::ZERO), |given| money(given, "refundedAmount"))?;
        if refunded_amount > amount {
            let message = format!("expected at most the amount {amount}, got {refunded_amount}");
            return Err(FieldError::new("refundedAmount", "refund_exceeds_amount", message));
        }
        Ok(OrderRecord {
            external_id,
            email,
            customer_external_id,
            amount,
            refunded_amount,
            items: items(self.items.unwrap_or_default())?,
            order_date: date(self.order_date, zone, now)?,
            status: status(self.status)?,
        })
    }
}

/// Parses an optional text; blank is missing.
fn optional<T>(
    given: Option<Cow<'_, str>>,
    name: &str,
    parse: impl FnOnce(&str) -> Result<T, FieldError>,
) -> Result<Option<T>, FieldError> {
    let given = given.filter(|text| !text.trim().is_empty());
    given.map(|text| parse(&text).map_err(|error| error.inside(name))).transpose()
}

fn money(given: f64, field: &str) -> Result<Amount, FieldError> {
    let amount = Amount::from_major(given).map_err(|error| {
        let code = match error {
            InvalidAmount::TooPrecise => "too_precise",
            InvalidAmount::TooLarge => "too_large",
        };
        FieldError::new(field, code, format!("{given} {error}"))
    })?;
    if amount < Amount::ZERO {
        return Err(FieldError::new(
            field,
            "negative",
            format!("expected zero or more, got {amount}; a refund is a refundedAmount"),
        ));
    }
    Ok(amount)
}

fn items(given: Vec<RawItem<'_>>) -> Result<Vec<Item>, FieldError> {
    if given.len() > MAX_ITEMS {
        return Err(FieldError::new(
            "items",
            "too_many",
            format!("expected at most {MAX_ITEMS} items, got {}", given.len()),
        ));
    }
    given
        .into_iter()
        .enumerate()
        .map(|(index, raw)| item(raw).map_err(|error| error.inside(&format!("items[{index}]"))))
        .collect()
}

fn item(raw: RawItem<'_>) -> Result<Item, FieldError> {
    match raw {
        RawItem::Name(name) => {
            Ok(Item { name: ItemName::parse(&name)?, sku: None, quantity: None, price: None })
        }
        RawItem::Line(line) => Ok(Item {
            name: ItemName::parse(&line.name).map_err(|error| error.inside("name"))?,
            sku: optional(line.sku, "sku", Sku::parse)?,
            quantity: line.quantity.map(quantity).transpose()?,
            price: line.price.map(|given| money(given, "price")).transpose()?,
        }),
    }
}

fn quantity(given: f64) -> Result<f64, FieldError> {
    if given.is_finite() && given >= 0.0 {
        return Ok(given);
    }
    Err(FieldError::new("quantity", "negative", format!("expected zero or more, got {given}")))
}

fn date(given: Option<Cow<'_, str>>, zone: &Zone, now: Timestamp) -> Result<Timestamp, FieldError> {
    let Some(text) = given.filter(|text| !text.trim().is_empty()) else { return Ok(now) };
    zone.parse(&text).map_err(|error| {
        FieldError::new("orderDate", "invalid_date", format!("{error}, got \"{}\"", excerpt(&text)))
    })
}

fn status(given: Option<Cow<'_, str>>) -> Result<OrderStatus, FieldError> {
    let Some(text) = given else { return Ok(OrderStatus::default()) };
    OrderStatus::ALL.into_iter().find(|status| status.as_str() == text).ok_or_else(|| {
        let message = format!("expected Placed, Completed or Cancelled, got \"{}\"", excerpt(&text));
        FieldError::new("status", "invalid_status", message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<OrderRecord, FieldError> {
        let now = Timestamp::from_millis(1_700_000_000_000).unwrap();
        serde_json::from_str::<RawOrder<'_>>(json).unwrap().parse(&Zone::UTC, now)
    }

    #[test]
    fn an_order_survives_the_log() {
        let record = parse(
            r#"{"externalId":"o1","email":"A@b.co","amount":12.5,"refundedAmount":2.25,"orderDate":"2024-05-31","status":"Placed",
                "items":["Coffee",{"name":"Filter","sku":"F-1","quantity":2,"price":1.99}]}"#,
        )
        .unwrap();
        let logged = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<OrderRecord>(&logged).unwrap(), record);
        assert_eq!(record.order_date.to_string(), "2024-05-31T00:00:00.000Z");
        assert_eq!(record.items.len(), 2);
    }

    #[test]
    fn an_amount_of_zero_is_a_real_order() {
        assert_eq!(parse(r#"{"email":"a@b.co","amount":0}"#).unwrap().amount, Amount::ZERO);
    }

    #[test]
    fn an_error_names_its_field() {
        let cases = [
            (r#"{"amount":1}"#, ""),
            (r#"{"email":"a@b.co","amount":-1}"#, "amount"),
            (r#"{"email":"a@b.co","amount":1.005}"#, "amount"),
            (r#"{"email":"a@b.co","amount":1,"refundedAmount":2}"#, "refundedAmount"),
            (r#"{"email":"a@b.co","amount":1,"orderDate":"99999-01-01"}"#, "orderDate"),
            (r#"{"email":"a@b.co","amount":1,"status":"placed"}"#, "status"),
            (r#"{"email":"a@b.co","amount":1,"items":["ok",{"name":"x","price":-1}]}"#, "items[1].price"),
            (r#"{"email":"nobody","amount":1}"#, "email"),
        ];
        for (json, field) in cases {
            assert_eq!(parse(json).unwrap_err().field, field, "{json}");
        }
    }
}
