//! Rule to JSON: the one way each rule is written.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::written::Written;
use super::{Condition, Group, Node, OrderFilter, Rule, Span, Within};
use crate::segment::vocabulary::{Operator, OrderField};

/// The rule as text.
pub(super) fn json(rule: &Rule) -> String {
    serde_json::to_string(rule).unwrap_or_default()
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.root().serialize(to)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Group(group) => group.serialize(to),
            Self::Condition(condition) => condition.serialize(to),
        }
    }
}

impl Serialize for Group {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("logic", self.logic.name())?;
        if self.not {
            map.serialize_entry("not", &true)?;
        }
        map.serialize_entry("rules", &self.rules)?;
        map.end()
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("metric", &self.metric())?;
        let (measure, within) = match self {
            Self::Orders(condition) => (Some(condition.measure.name()), condition.within),
            Self::Campaign(condition) => (Some(condition.measure.name()), condition.within),
            _ => (None, None),
        };
        if let Some(measure) = measure {
            map.serialize_entry("measure", measure)?;
        }
        map.serialize_entry("operator", self.operator())?;
        if let Some(value) = self.value() {
            map.serialize_entry("value", &value)?;
        }
        if let Some(within) = within {
            map.serialize_entry("within", &within)?;
        }
        if let Self::Orders(condition) = self
            && !condition.filters.is_empty()
        {
            map.serialize_entry("where", &condition.filters)?;
        }
        map.end()
    }
}

impl Serialize for Within {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let value = self.test().value();
        match self {
            Self::Last(_) => value.serialize(to),
            Self::Between(..) => to.collect_map([("between", value)]),
            Self::Before(_) => to.collect_map([("before", value)]),
            Self::After(_) => to.collect_map([("after", value)]),
        }
    }
}

impl Serialize for OrderFilter {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let equality = |not: bool| if not { Operator::NotEqual } else { Operator::Equal };
        let (field, operator, value) = match self {
            Self::Item { item, not } => (OrderField::Item, equality(*not), Written::Text(item)),
            Self::Amount(test) => (OrderField::Amount, test.operator(), test.value()),
            Self::Status { status, not } => {
                (OrderField::Status, equality(*not), Written::Text(status.as_str()))
            }
        };
        let mut map = to.serialize_map(Some(3))?;
        map.serialize_entry("metric", field.name())?;
        map.serialize_entry("operator", operator.name())?;
        map.serialize_entry("value", &value)?;
        map.end()
    }
}

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Number(n) => Number(n).serialize(to),
            Self::Numbers(low, high) => [Number(low), Number(high)].serialize(to),
            Self::Date(at) => to.collect_str(&at),
            Self::Dates(first, last) => {
                let mut both = to.serialize_seq(Some(2))?;
                both.serialize_element(&first.to_string())?;
                both.serialize_element(&last.to_string())?;
                both.end()
            }
            Self::Span(Span::Days(days)) => to.collect_map([("days", days)]),
            Self::Span(Span::Hours(hours)) => to.collect_map([("hours", hours)]),
            Self::Text(text) => to.serialize_str(text),
            Self::Texts(texts) => texts.serialize(to),
            Self::Boolean(value) => to.serialize_bool(value),
            Self::Id(id) => to.collect_str(&id),
        }
    }
}

/// A number without a needless `.0`.
struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() < 9e15 {
            to.serialize_i64(self.0 as i64)
        } else {
            to.serialize_f64(self.0)
        }
    }
}
