//! A rule made ready to be asked: dates resolved to stretches of milliseconds, texts folded, every condition a
//! positive test that may be negated. This is what the readings of a rule walk over.

use super::super::rule::{AttributeTest, BooleanTest, Condition, Logic, Node, SetTest, TextTest};
use super::super::vocabulary::{AttributeName, DateField, Field, NumberField, SetField, TextField};
use super::fold::{Folding, fold};
use super::history::{CampaignCheck, OrdersCheck};
use super::interval::{Instants, Numbers};
use crate::decimal::Decimal;
use crate::{SegmentId, Timestamp, Zone};

/// A part of a rule, in the place the part of the rule had.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Several parts joined.
    Group {
        /// How they are joined.
        logic: Logic,
        /// True if the answer is turned around.
        not: bool,
        /// The parts.
        parts: Vec<Self>,
    },
    /// One condition.
    Check(Check),
}

/// A positive test, and whether its answer is turned around.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// False where there is no value, or one of another type.
    pub positive: Positive,
    /// True for `!= notContains notIn hasNone isEmpty`.
    pub negated: bool,
}

/// A test that only a value can pass.
#[derive(Debug, Clone, PartialEq)]
pub enum Positive {
    /// The number lies within; money in major units.
    Number {
        /// Which.
        field: NumberField,
        /// Where.
        within: Numbers<Decimal>,
    },
    /// The instant lies within.
    Date {
        /// Which.
        field: DateField,
        /// Where.
        within: Instants,
    },
    /// The text passes.
    Text {
        /// Which.
        field: TextField,
        /// What.
        test: TextCheck,
    },
    /// The set passes.
    Set {
        /// Which.
        field: SetField,
        /// What.
        test: SetCheck,
    },
    /// The attribute has the type of the test, and passes.
    Attribute {
        /// Its name.
        name: AttributeName,
        /// What.
        test: AttributeCheck,
    },
    /// There is a value of any type.
    Present(Field),
    /// The orders pass.
    Orders(OrdersCheck),
    /// A campaign did what is asked.
    Campaign(CampaignCheck),
    /// The customer belongs to the segment.
    Segment(SegmentId),
}

/// A test of a text. What is wanted is folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextCheck {
    /// Equals one of these, which are in ascending order without repetition.
    AnyOf(Vec<Box<str>>),
    /// Holds this.
    Contains(Box<str>),
    /// Begins with this.
    StartsWith(Box<str>),
    /// Ends with this.
    EndsWith(Box<str>),
}

/// A test of a set of texts. What is wanted is folded, in ascending order and without repetition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetCheck {
    /// At least one of these is in it.
    AnyOf(Vec<Box<str>>),
    /// Every one of these is in it.
    AllOf(Vec<Box<str>>),
}

/// A test of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeCheck {
    /// A number that lies within.
    Number(Numbers<f64>),
    /// A text that is a date or an RFC 3339 time, and lies within.
    Date(Instants),
    /// A text that passes.
    Text(TextCheck),
    /// This of the two.
    Boolean(bool),
}

impl TextCheck {
    /// True if a text passes.
    pub fn holds(&self, text: &str) -> bool {
        let text = Folding::of(text);
        match self {
            Self::AnyOf(wanted) => text.is_in(wanted),
            Self::Contains(wanted) => text.contains(wanted),
            Self::StartsWith(wanted) => text.starts_with(wanted),
            Self::EndsWith(wanted) => text.ends_with(wanted),
        }
    }
}

impl Part {
    /// True if any positive test in it is like this.
    pub fn any(&self, like: impl Fn(&Positive) -> bool + Copy) -> bool {
        match self {
            Self::Group { parts, .. } => parts.iter().any(|part| part.any(like)),
            Self::Check(check) => like(&check.positive),
        }
    }

    /// Makes a part of a rule ready.
    pub(super) fn resolve(node: &Node, now: Timestamp, zone: &Zone) -> Self {
        match node {
            Node::Group(group) => Self::Group {
                logic: group.logic,
                not: group.not,
                parts: group.rules.iter().map(|node| Self::resolve(node, now, zone)).collect(),
            },
            Node::Condition(condition) => {
                let (positive, negated) = resolve(condition, now, zone);
                Self::Check(Check { positive, negated })
            }
        }
    }
}

fn resolve(condition: &Condition, now: Timestamp, zone: &Zone) -> (Positive, bool) {
    match condition {
        Condition::Number { field, test } => {
            let (within, negated) = Numbers::of(test, Decimal::from_f64);
            (Positive::Number { field: *field, within }, negated)
        }
        Condition::Date { field, test } => {
            let (within, negated) = Instants::of(test, now, zone);
            (Positive::Date { field: *field, within }, negated)
        }
        Condition::Text { field, test } => {
            let (test, negated) = text(test);
            (Positive::Text { field: *field, test }, negated)
        }
        Condition::Set { field, test } => {
            let (test, negated) = set(test);
            (Positive::Set { field: *field, test }, negated)
        }
        Condition::Attribute { name, test } => {
            let (test, negated) = attribute(test, now, zone);
            (Positive::Attribute { name: name.clone(), test }, negated)
        }
        Condition::Presence { field, empty } => (Positive::Present(field.clone()), *empty),
        Condition::Orders(condition) => {
            let (check, negated) = OrdersCheck::of(condition, now, zone);
            (Positive::Orders(check), negated)
        }
        Condition::Campaign(condition) => {
            (Positive::Campaign(CampaignCheck::of(condition, now, zone)), condition.not)
        }
        Condition::Segment(condition) => (Positive::Segment(condition.segment), condition.not),
    }
}

fn attribute(test: &AttributeTest, now: Timestamp, zone: &Zone) -> (AttributeCheck, bool) {
    match test {
        AttributeTest::Number(test) => {
            let (within, negated) = Numbers::of(test, |number| number);
            (AttributeCheck::Number(within), negated)
        }
        AttributeTest::Date(test) => {
            let (within, negated) = Instants::of(test, now, zone);
            (AttributeCheck::Date(within), negated)
        }
        AttributeTest::Text(test) => {
            let (test, negated) = text(test);
            (AttributeCheck::Text(test), negated)
        }
        AttributeTest::Boolean(BooleanTest::Equal(value)) => (AttributeCheck::Boolean(*value), false),
        AttributeTest::Boolean(BooleanTest::NotEqual(value)) => (AttributeCheck::Boolean(*value), true),
    }
}

fn text(asked: &TextTest) -> (TextCheck, bool) {
    match asked {
        TextTest::Equal(text) => (TextCheck::AnyOf(sorted([text])), false),
        TextTest::NotEqual(text) => (TextCheck::AnyOf(sorted([text])), true),
        TextTest::Contains(part) => (TextCheck::Contains(fold(part).into()), false),
        TextTest::NotContains(part) => (TextCheck::Contains(fold(part).into()), true),
        TextTest::StartsWith(part) => (TextCheck::StartsWith(fold(part).into()), false),
        TextTest::EndsWith(part) => (TextCheck::EndsWith(fold(part).into()), false),
        TextTest::In(texts) => (TextCheck::AnyOf(sorted(texts)), false),
        TextTest::NotIn(texts) => (TextCheck::AnyOf(sorted(texts)), true),
    }
}

fn set(asked: &SetTest) -> (SetCheck, bool) {
    match asked {
        SetTest::Has(text) => (SetCheck::AnyOf(sorted([text])), false),
        SetTest::HasAny(texts) => (SetCheck::AnyOf(sorted(texts)), false),
        SetTest::HasAll(texts) => (SetCheck::AllOf(sorted(texts)), false),
        SetTest::HasNone(texts) => (SetCheck::AnyOf(sorted(texts)), true),
    }
}

/// Folded, in ascending order, without repetition.
fn sorted<'a>(texts: impl IntoIterator<Item = &'a Box<str>>) -> Vec<Box<str>> {
    let mut folded: Vec<Box<str>> = texts.into_iter().map(|text| fold(text).into()).collect();
    folded.sort_unstable();
    folded.dedup();
    folded
}
