//! What a condition was written with, taken out of its test: for writing it as JSON, and in words.

use super::{
    AttributeTest, BooleanTest, Condition, DateTest, MeasureTest, Moment, NumberTest, SetTest, Span, TextTest,
};
use crate::segment::vocabulary::history::ANY;

/// The value of a condition, whatever its kind.
#[derive(Clone, Copy)]
pub(in crate::segment) enum Written<'a> {
    Number(f64),
    Numbers(f64, f64),
    Date(Moment),
    Dates(Moment, Moment),
    Span(Span),
    Text(&'a str),
    Texts(&'a [Box<str>]),
    Boolean(bool),
    Id(i64),
}

impl Condition {
    /// Its value; `None` if its operator takes none.
    pub(in crate::segment) fn value(&self) -> Option<Written<'_>> {
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
            Self::Orders(condition) => match &condition.test {
                MeasureTest::Number(test) => test.value(),
                MeasureTest::Presence { .. } => return None,
            },
            Self::Campaign(condition) => {
                condition.campaign.map_or(Written::Text(ANY), |campaign| Written::Id(campaign.get()))
            }
            Self::Segment(condition) => Written::Id(condition.segment.get()),
        })
    }
}

impl NumberTest {
    pub(in crate::segment) const fn value(&self) -> Written<'static> {
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
    pub(in crate::segment) const fn value(&self) -> Written<'static> {
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
