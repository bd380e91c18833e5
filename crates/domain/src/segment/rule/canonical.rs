//! Rule to JSON: the one way each rule is written.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::{
    AttributeTest, BooleanTest, Condition, DateTest, Group, Node, NumberTest, Rule, SetTest, Span, TextTest,
};

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
        map.serialize_entry("metric", &self.field().name())?;
        map.serialize_entry("operator", self.operator().name())?;
        if let Some(value) = self.value() {
            map.serialize_entry("value", &value)?;
        }
        map.end()
    }
}

/// The value of a condition, as JSON carries it.
#[derive(Clone, Copy)]
enum Written<'a> {
    Number(f64),
    Numbers(f64, f64),
    Date(super::Moment),
    Dates(super::Moment, super::Moment),
    Span(Span),
    Text(&'a str),
    Texts(&'a [Box<str>]),
    Boolean(bool),
}

impl Condition {
    fn value(&self) -> Option<Written<'_>> {
        Some(match self {
            Self::Number { test, .. } => test.value(),
            Self::Date { test, .. } => test.value(),
            Self::Text { test, .. } => test.value(),
            Self::Set { test, .. } => test.value(),
            Self::Attribute { test, .. } => match test {
                AttributeTest::Number(test) => test.value(),
                AttributeTest::Date(test) => test.value(),
                AttributeTest::Text(test) => test.value(),
                AttributeTest::Boolean(BooleanTest::Equal(value) | BooleanTest::NotEqual(value)) => {
                    Written::Boolean(*value)
                }
            },
            Self::Presence { .. } => return None,
        })
    }
}

impl NumberTest {
    const fn value(&self) -> Written<'static> {
        match *self {
            Self::Equal(n)
            | Self::NotEqual(n)
            | Self::More(n)
            | Self::AtLeast(n)
            | Self::Less(n)
            | Self::AtMost(n) => Written::Number(n),
            Self::Between(low, high) => Written::Numbers(low, high),
        }
    }
}

impl DateTest {
    const fn value(&self) -> Written<'static> {
        match *self {
            Self::Equal(at)
            | Self::NotEqual(at)
            | Self::More(at)
            | Self::AtLeast(at)
            | Self::Less(at)
            | Self::AtMost(at) => Written::Date(at),
            Self::Between(first, last) => Written::Dates(first, last),
            Self::WithinLast(span) | Self::OlderThan(span) => Written::Span(span),
        }
    }
}

impl TextTest {
    fn value(&self) -> Written<'_> {
        match self {
            Self::Equal(text)
            | Self::NotEqual(text)
            | Self::Contains(text)
            | Self::NotContains(text)
            | Self::StartsWith(text)
            | Self::EndsWith(text) => Written::Text(text),
            Self::In(texts) | Self::NotIn(texts) => Written::Texts(texts),
        }
    }
}

impl SetTest {
    fn value(&self) -> Written<'_> {
        match self {
            Self::Has(text) => Written::Text(text),
            Self::HasAny(texts) | Self::HasAll(texts) | Self::HasNone(texts) => Written::Texts(texts),
        }
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
