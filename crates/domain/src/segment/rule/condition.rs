//! Conditions: one question about one field each, typed by what the field is.

use super::{CampaignCondition, MeasureTest, Moment, OrdersCondition, SegmentCondition, Span};
use crate::segment::vocabulary::history::{CAMPAIGN, ORDERS, SEGMENT};
use crate::segment::vocabulary::{
    AttributeName, CampaignOperator, DateField, Field, Kind, NumberField, Operator, SegmentOperator,
    SetField, TextField,
};

/// One question about one field, or about a customer's past.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// About a number.
    Number {
        /// Which.
        field: NumberField,
        /// What is asked.
        test: NumberTest,
    },
    /// About an instant.
    Date {
        /// Which.
        field: DateField,
        /// What is asked.
        test: DateTest,
    },
    /// About a text.
    Text {
        /// Which.
        field: TextField,
        /// What is asked.
        test: TextTest,
    },
    /// About a set of texts.
    Set {
        /// Which.
        field: SetField,
        /// What is asked.
        test: SetTest,
    },
    /// About one of the shop's own fields. The test says as what its value is read.
    Attribute {
        /// Its name.
        name: AttributeName,
        /// What is asked.
        test: AttributeTest,
    },
    /// Whether a customer has a value at all.
    Presence {
        /// An optional field.
        field: Field,
        /// True for `isEmpty`, false for `isNotEmpty`.
        empty: bool,
    },
    /// About orders.
    Orders(OrdersCondition),
    /// About campaigns.
    Campaign(CampaignCondition),
    /// About a saved segment.
    Segment(SegmentCondition),
}

/// A question about a number. All numbers are finite; money is in major units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NumberTest {
    /// Equal.
    Equal(f64),
    /// Not equal, or missing.
    NotEqual(f64),
    /// Greater.
    More(f64),
    /// Greater or equal.
    AtLeast(f64),
    /// Smaller.
    Less(f64),
    /// Smaller or equal.
    AtMost(f64),
    /// Not below the first, not above the second.
    Between(f64, f64),
}

/// A question about an instant. A day stands for the whole day in the workspace's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateTest {
    /// Within the day, or at the very millisecond.
    Equal(Moment),
    /// Not so, or missing.
    NotEqual(Moment),
    /// After its end.
    More(Moment),
    /// Not before its beginning.
    AtLeast(Moment),
    /// Before its beginning.
    Less(Moment),
    /// Not after its end.
    AtMost(Moment),
    /// Not before the beginning of the first, not after the end of the second.
    Between(Moment, Moment),
    /// `now − d < t ≤ now`.
    WithinLast(Span),
    /// `t ≤ now − d`.
    OlderThan(Span),
}

/// A question about a text. Texts are compared in Unicode NFC and lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTest {
    /// Equal.
    Equal(Box<str>),
    /// Not equal, or missing.
    NotEqual(Box<str>),
    /// Holds it.
    Contains(Box<str>),
    /// Does not hold it, or missing.
    NotContains(Box<str>),
    /// Begins with it.
    StartsWith(Box<str>),
    /// Ends with it.
    EndsWith(Box<str>),
    /// Equals one of them.
    In(Vec<Box<str>>),
    /// Equals none of them, or missing.
    NotIn(Vec<Box<str>>),
}

/// A question about a set of texts, which are compared like texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetTest {
    /// It is in the set.
    Has(Box<str>),
    /// At least one of them is.
    HasAny(Vec<Box<str>>),
    /// Every one of them is.
    HasAll(Vec<Box<str>>),
    /// None of them is.
    HasNone(Vec<Box<str>>),
}

/// A question about true or false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BooleanTest {
    /// It is this.
    Equal(bool),
    /// It is not this, or missing.
    NotEqual(bool),
}

/// A question about an attribute. An attribute whose value is of another type is missing to it.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeTest {
    /// Read as a number.
    Number(NumberTest),
    /// Read as an instant: a text that is a date or an RFC 3339 time.
    Date(DateTest),
    /// Read as a text.
    Text(TextTest),
    /// Read as true or false.
    Boolean(BooleanTest),
}

impl Condition {
    /// The `metric`: what it asks about, in JSON.
    pub fn metric(&self) -> String {
        match self {
            Self::Orders(_) => ORDERS.to_owned(),
            Self::Campaign(_) => CAMPAIGN.to_owned(),
            Self::Segment(_) => SEGMENT.to_owned(),
            _ => self.field().map(|field| field.name()).unwrap_or_default(),
        }
    }

    /// The field it asks about; `None` if it is about a customer's past.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Number { field, .. } => Some(Field::Number(*field)),
            Self::Date { field, .. } => Some(Field::Date(*field)),
            Self::Text { field, .. } => Some(Field::Text(*field)),
            Self::Set { field, .. } => Some(Field::Set(*field)),
            Self::Attribute { name, .. } => Some(Field::Attribute(name.clone())),
            Self::Presence { field, .. } => Some(field.clone()),
            Self::Orders(_) | Self::Campaign(_) | Self::Segment(_) => None,
        }
    }

    /// As what it reads the value of its field; a condition about presence reads it as what it is.
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Number { .. } => Some(Kind::Number),
            Self::Date { .. } => Some(Kind::Date),
            Self::Text { .. } => Some(Kind::Text),
            Self::Set { .. } => Some(Kind::Set),
            Self::Attribute { test, .. } => Some(match test {
                AttributeTest::Number(_) => Kind::Number,
                AttributeTest::Date(_) => Kind::Date,
                AttributeTest::Text(_) => Kind::Text,
                AttributeTest::Boolean(_) => Kind::Boolean,
            }),
            Self::Presence { field, .. } => Some(field.kind()),
            Self::Orders(_) | Self::Campaign(_) | Self::Segment(_) => None,
        }
    }

    /// How it asks, in JSON.
    pub const fn operator(&self) -> &'static str {
        match self {
            Self::Campaign(condition) if condition.not => CampaignOperator::IsNot.name(),
            Self::Campaign(_) => CampaignOperator::Is.name(),
            Self::Segment(condition) if condition.not => SegmentOperator::NotIn.name(),
            Self::Segment(_) => SegmentOperator::In.name(),
            Self::Number { test, .. } => test.operator().name(),
            Self::Date { test, .. } => test.operator().name(),
            Self::Text { test, .. } => test.operator().name(),
            Self::Set { test, .. } => test.operator().name(),
            Self::Attribute { test, .. } => test.operator().name(),
            Self::Presence { empty, .. } => presence(*empty).name(),
            Self::Orders(condition) => condition.test.operator().name(),
        }
    }

    /// How it asks about its field, on screen and in sentences; `None` if it is about a customer's past.
    pub const fn label(&self) -> Option<&'static str> {
        let operator = match self {
            Self::Number { test, .. } => test.operator(),
            Self::Date { test, .. } => test.operator(),
            Self::Text { test, .. } => test.operator(),
            Self::Set { test, .. } => test.operator(),
            Self::Attribute { test, .. } => test.operator(),
            Self::Presence { empty, .. } => presence(*empty),
            Self::Orders(_) | Self::Campaign(_) | Self::Segment(_) => return None,
        };
        match self.kind() {
            Some(kind) => Some(operator.label_for(kind)),
            None => None,
        }
    }
}

const fn presence(empty: bool) -> Operator {
    if empty { Operator::IsEmpty } else { Operator::IsNotEmpty }
}

impl MeasureTest {
    /// How it asks.
    pub const fn operator(&self) -> Operator {
        match self {
            Self::Number(test) => test.operator(),
            Self::Presence { empty } => presence(*empty),
        }
    }
}

impl AttributeTest {
    const fn operator(&self) -> Operator {
        match self {
            Self::Number(test) => test.operator(),
            Self::Date(test) => test.operator(),
            Self::Text(test) => test.operator(),
            Self::Boolean(test) => test.operator(),
        }
    }
}

impl NumberTest {
    /// How it asks.
    pub const fn operator(&self) -> Operator {
        match self {
            Self::Equal(_) => Operator::Equal,
            Self::NotEqual(_) => Operator::NotEqual,
            Self::More(_) => Operator::More,
            Self::AtLeast(_) => Operator::AtLeast,
            Self::Less(_) => Operator::Less,
            Self::AtMost(_) => Operator::AtMost,
            Self::Between(..) => Operator::Between,
        }
    }
}

impl DateTest {
    const fn operator(&self) -> Operator {
        match self {
            Self::Equal(_) => Operator::Equal,
            Self::NotEqual(_) => Operator::NotEqual,
            Self::More(_) => Operator::More,
            Self::AtLeast(_) => Operator::AtLeast,
            Self::Less(_) => Operator::Less,
            Self::AtMost(_) => Operator::AtMost,
            Self::Between(..) => Operator::Between,
            Self::WithinLast(_) => Operator::WithinLast,
            Self::OlderThan(_) => Operator::OlderThan,
        }
    }
}

impl TextTest {
    const fn operator(&self) -> Operator {
        match self {
            Self::Equal(_) => Operator::Equal,
            Self::NotEqual(_) => Operator::NotEqual,
            Self::Contains(_) => Operator::Contains,
            Self::NotContains(_) => Operator::NotContains,
            Self::StartsWith(_) => Operator::StartsWith,
            Self::EndsWith(_) => Operator::EndsWith,
            Self::In(_) => Operator::In,
            Self::NotIn(_) => Operator::NotIn,
        }
    }
}

impl SetTest {
    const fn operator(&self) -> Operator {
        match self {
            Self::Has(_) => Operator::Has,
            Self::HasAny(_) => Operator::HasAny,
            Self::HasAll(_) => Operator::HasAll,
            Self::HasNone(_) => Operator::HasNone,
        }
    }
}

impl BooleanTest {
    const fn operator(self) -> Operator {
        match self {
            Self::Equal(_) => Operator::Equal,
            Self::NotEqual(_) => Operator::NotEqual,
        }
    }
}
