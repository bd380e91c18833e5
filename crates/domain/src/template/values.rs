//! A customer's values, as a message reads them: what is absent, blank or invisible is missing.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Object;

use super::check::Needs;
use super::filters::{MISSING, Moment, SETTINGS, Shop};
use super::presentable::presentable;
use super::variable::ATTRIBUTES;
use crate::customer::{AttributeValue, Customer};
use crate::money::major;
use crate::workspace::Settings;

/// Names and values; a message uses few of them, so that a list is searched fastest.
#[derive(Debug)]
struct Named(Vec<(Box<str>, Value)>);

impl Object for Named {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.0.iter().find(|(name, _)| **name == *key).map(|(_, value)| value.clone())
    }
}

/// The values a message needs, and no others.
pub(super) fn values(needs: &Needs, customer: &Customer, settings: &Settings) -> Value {
    let mut named = Vec::with_capacity(needs.variables.len() + 2);
    for &name in &needs.variables {
        named.push((name.into(), or_missing(variable(name, customer, settings))));
    }
    let attributes = needs.attributes.iter().map(|name| {
        let value = customer.profile.attributes.get(name.as_str()).and_then(attribute);
        (name.as_str().into(), or_missing(value))
    });
    named.push((ATTRIBUTES.into(), Value::from_object(Named(attributes.collect()))));
    if needs.formats {
        named.push((SETTINGS.into(), Value::from_object(Shop(settings.clone()))));
    }
    Value::from_object(Named(named))
}

fn or_missing(value: Option<Value>) -> Value {
    value.unwrap_or_else(|| MISSING.clone())
}

fn variable(name: &str, customer: &Customer, settings: &Settings) -> Option<Value> {
    let (profile, totals) = (&customer.profile, &customer.totals);
    let text = |text: &str| presentable(text).map(|text| Value::from(&*text));
    match name {
        "name" => text(profile.name.as_ref()?.as_str()),
        "firstName" => {
            let name = presentable(profile.name.as_ref()?.as_str())?;
            text(name.split(' ').find(|word| presentable(word).is_some())?)
        }
        "email" => text(profile.email.as_ref()?.as_str()),
        "phone" => text(profile.phone.as_ref()?.as_str()),
        "city" => text(profile.city.as_ref()?.as_str()),
        "totalSpend" => Some(Value::from(major(totals.spend_minor))),
        "visits" => Some(Value::from(totals.visits)),
        "averageOrderValue" => totals.average_order_value().map(Value::from),
        "firstPurchased" => totals.first_purchased.map(|at| Value::from_object(Moment(at))),
        "lastPurchased" => totals.last_purchased.map(|at| Value::from_object(Moment(at))),
        "workspace" => Some(Value::from(settings.name.as_str())),
        _ => None,
    }
}

fn attribute(value: &AttributeValue) -> Option<Value> {
    match value {
        AttributeValue::Text(text) => presentable(text).map(|text| Value::from(&*text)),
        AttributeValue::Boolean(is) => Some(Value::from(*is)),
        #[expect(clippy::float_cmp, reason = "exactly the whole numbers a float holds without loss")]
        AttributeValue::Number(n) if n.trunc() == *n && n.abs() < 9e15 => Some(Value::from(*n as i64)),
        AttributeValue::Number(n) => n.is_finite().then(|| Value::from(*n)),
    }
}
