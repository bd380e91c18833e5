//! The one list of what a rule can ask: fields, operators, limits.

pub mod description;
pub mod history;

use std::borrow::Cow;

use serde::Serialize;

use crate::customer::contact::{bounded, text};
use crate::field::FieldError;
pub use description::{FieldEntry, OperatorEntry, Vocabulary};
pub use history::{CampaignMeasure, CampaignOperator, OrderField, OrderMeasure, SegmentOperator};

/// What a rule may hold at most. Whatever is beyond is refused with the path of where it went too far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Groups around a condition, the outermost included.
    pub depth: usize,
    /// Conditions in the whole rule.
    pub conditions: usize,
    /// Values of one list.
    pub list_values: usize,
    /// Characters of one text.
    pub text_length: usize,
    /// Bytes of the whole rule as JSON.
    pub bytes: usize,
}

/// The limits of every rule.
pub const LIMITS: Limits =
    Limits { depth: 8, conditions: 100, list_values: 1_000, text_length: 256, bytes: 65_536 };

/// The longest duration a rule can name, in days or in hours.
pub const LONGEST_SPAN: u32 = 1_000_000;

/// What the value of a field is. It decides which operators apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A number.
    Number,
    /// An instant; asked for by day or by instant.
    Date,
    /// A text.
    Text,
    /// True or false.
    Boolean,
    /// Several texts without order.
    Set,
    /// Decided by each customer's own value: number, date, text or boolean.
    Attribute,
}

/// What the number of a field counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Major units of the workspace's currency.
    Money,
    /// Whole things.
    Count,
}

/// Declares the fields of one kind, one row each: name in JSON, label, words in a sentence, may it be missing.
macro_rules! fields {
    ($(#[$doc:meta])* $kind:ident: $(
        $(#[$field_doc:meta])* $field:ident, $name:literal, $label:literal, $phrase:literal, $optional:literal;
    )+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $kind {$( $(#[$field_doc])* $field, )+}

        impl $kind {
            /// Every field of this kind, in the order they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$field),+];

            /// The name in JSON.
            pub const fn name(self) -> &'static str {
                match self {$(Self::$field => $name,)+}
            }

            /// The name on screen.
            pub const fn label(self) -> &'static str {
                match self {$(Self::$field => $label,)+}
            }

            /// The name inside a sentence.
            pub const fn phrase(self) -> &'static str {
                match self {$(Self::$field => $phrase,)+}
            }

            /// True if a customer can be without it.
            pub const fn optional(self) -> bool {
                match self {$(Self::$field => $optional,)+}
            }
        }
    };
}

fields! {
    /// A field that is a number.
    NumberField:
    /// Sum of net amounts of the orders that count.
    TotalSpend, "totalSpend", "Total spend", "total spend", false;
    /// Number of orders that count.
    Visits, "visits", "Orders", "the number of orders", false;
    /// Total spend by number of orders; missing without orders.
    AverageOrderValue, "averageOrderValue", "Average order value", "the average order value", true;
}

fields! {
    /// A field that is an instant.
    DateField:
    /// Date of the first order that counts.
    FirstPurchased, "firstPurchased", "First order", "the first order", true;
    /// Date of the last order that counts.
    LastPurchased, "lastPurchased", "Last order", "the last order", true;
    /// When the first record about the customer was applied.
    CreatedAt, "createdAt", "Added", "the date added", false;
}

fields! {
    /// A field that is a text.
    TextField:
    /// Full name.
    Name, "name", "Name", "the name", true;
    /// Email address.
    Email, "email", "Email", "the email", true;
    /// Phone number as the shop writes it.
    Phone, "phone", "Phone", "the phone number", true;
    /// City.
    City, "city", "City", "the city", true;
}

fields! {
    /// A field that is a set of texts.
    SetField:
    /// Tags.
    Tags, "tags", "Tags", "the tags", true;
}

impl NumberField {
    /// What the number counts.
    pub const fn unit(self) -> Unit {
        match self {
            Self::TotalSpend | Self::AverageOrderValue => Unit::Money,
            Self::Visits => Unit::Count,
        }
    }
}

text! {
    /// The name of an attribute: 1 to 64 characters, not blank.
    AttributeName, attribute_name
}

fn attribute_name(text: &str) -> Result<Cow<'_, str>, FieldError> {
    bounded(text, 64, "invalid_attribute")
}

/// What stands before the name of an attribute in JSON.
pub const ATTRIBUTE_PREFIX: &str = "attributes.";

/// What a condition asks about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// A number.
    Number(NumberField),
    /// An instant.
    Date(DateField),
    /// A text.
    Text(TextField),
    /// A set of texts.
    Set(SetField),
    /// One of the shop's own fields.
    Attribute(AttributeName),
}

impl Field {
    /// Every field that all workspaces have, in the order they are shown.
    pub fn named() -> impl Iterator<Item = Self> {
        let numbers = NumberField::ALL.iter().copied().map(Self::Number);
        let dates = DateField::ALL.iter().copied().map(Self::Date);
        let texts = TextField::ALL.iter().copied().map(Self::Text);
        let sets = SetField::ALL.iter().copied().map(Self::Set);
        numbers.chain(dates).chain(texts).chain(sets)
    }

    /// The field with a name in JSON.
    pub fn parse(name: &str) -> Option<Self> {
        match name.strip_prefix(ATTRIBUTE_PREFIX) {
            Some(attribute) => AttributeName::parse(attribute).ok().map(Self::Attribute),
            None => Self::named().find(|field| field.name() == name),
        }
    }

    /// The name in JSON.
    pub fn name(&self) -> String {
        match self {
            Self::Number(field) => field.name().to_owned(),
            Self::Date(field) => field.name().to_owned(),
            Self::Text(field) => field.name().to_owned(),
            Self::Set(field) => field.name().to_owned(),
            Self::Attribute(name) => format!("{ATTRIBUTE_PREFIX}{name}"),
        }
    }

    /// The name on screen.
    pub fn label(&self) -> &str {
        match self {
            Self::Number(field) => field.label(),
            Self::Date(field) => field.label(),
            Self::Text(field) => field.label(),
            Self::Set(field) => field.label(),
            Self::Attribute(name) => name.as_str(),
        }
    }

    /// The name inside a sentence.
    pub fn phrase(&self) -> String {
        match self {
            Self::Number(field) => field.phrase().to_owned(),
            Self::Date(field) => field.phrase().to_owned(),
            Self::Text(field) => field.phrase().to_owned(),
            Self::Set(field) => field.phrase().to_owned(),
            Self::Attribute(name) => format!("the attribute {name}"),
        }
    }

    /// What its value is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Number(_) => Kind::Number,
            Self::Date(_) => Kind::Date,
            Self::Text(_) => Kind::Text,
            Self::Set(_) => Kind::Set,
            Self::Attribute(_) => Kind::Attribute,
        }
    }

    /// What its number counts, if that is known.
    pub const fn unit(&self) -> Option<Unit> {
        if let Self::Number(field) = self { Some(field.unit()) } else { None }
    }

    /// True if a customer can be without it.
    pub const fn optional(&self) -> bool {
        match self {
            Self::Number(field) => field.optional(),
            Self::Date(field) => field.optional(),
            Self::Text(field) => field.optional(),
            Self::Set(field) => field.optional(),
            Self::Attribute(_) => true,
        }
    }

    /// The operators that apply to it.
    pub fn operators(&self) -> impl Iterator<Item = Operator> {
        Operator::ALL.into_iter().filter(|operator| self.admits(*operator))
    }

    /// True if an operator applies to it.
    pub fn admits(&self, operator: Operator) -> bool {
        let kinds = operator.kinds();
        match (operator.asks_presence(), self.kind()) {
            (true, _) => self.optional(),
            (false, Kind::Attribute) => kinds.iter().any(|kind| *kind != Kind::Set),
            (false, kind) => kinds.contains(&kind),
        }
    }
}

/// The shape of the value an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// None.
    None,
    /// One value of the field's kind.
    One,
    /// A list of exactly two values of the field's kind, the smaller one first.
    Two,
    /// A list of texts.
    List,
    /// `{"days": n}` or `{"hours": n}`.
    Duration,
}

/// Declares the operators, one row each: name in JSON, label, shape of the value, kinds of field.
macro_rules! operators {
    ($( $(#[$doc:meta])* $operator:ident, $name:literal, $label:literal, $shape:ident, [$($kind:ident),+]; )+) => {
        /// How a condition asks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Operator {$( $(#[$doc])* $operator, )+}

        impl Operator {
            /// Every operator, in the order they are shown.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$operator),+];

            /// The name in JSON.
            pub const fn name(self) -> &'static str {
                match self {$(Self::$operator => $name,)+}
            }

            /// The name on screen.
            pub const fn label(self) -> &'static str {
                match self {$(Self::$operator => $label,)+}
            }

            /// The shape of its value.
            pub const fn shape(self) -> Shape {
                match self {$(Self::$operator => Shape::$shape,)+}
            }

            /// The kinds of field it applies to.
            pub const fn kinds(self) -> &'static [Kind] {
                match self {$(Self::$operator => &[$(Kind::$kind),+],)+}
            }
        }
    };
}

operators! {
    /// Equal; a day: within that day.
    Equal, "==", "is", One, [Number, Date, Text, Boolean];
    /// Not [`Operator::Equal`].
    NotEqual, "!=", "is not", One, [Number, Date, Text, Boolean];
    /// More; a day: after it ends.
    More, ">", "is more than", One, [Number, Date];
    /// More or equal; a day: after it begins.
    AtLeast, ">=", "is at least", One, [Number, Date];
    /// Less; a day: before it begins.
    Less, "<", "is less than", One, [Number, Date];
    /// Less or equal; a day: before it ends.
    AtMost, "<=", "is at most", One, [Number, Date];
    /// Between two values, both included.
    Between, "between", "is between", Two, [Number, Date];
    /// `now − d < t ≤ now`.
    WithinLast, "withinLast", "is within the last", Duration, [Date];
    /// `t ≤ now − d`.
    OlderThan, "olderThan", "is older than", Duration, [Date];
    /// Holds the text.
    Contains, "contains", "contains", One, [Text];
    /// Not [`Operator::Contains`].
    NotContains, "notContains", "does not contain", One, [Text];
    /// Begins with the text.
    StartsWith, "startsWith", "starts with", One, [Text];
    /// Ends with the text.
    EndsWith, "endsWith", "ends with", One, [Text];
    /// Equals one of the texts.
    In, "in", "is one of", List, [Text];
    /// Not [`Operator::In`].
    NotIn, "notIn", "is none of", List, [Text];
    /// The set has the text.
    Has, "has", "include", One, [Set];
    /// The set has at least one of the texts.
    HasAny, "hasAny", "include any of", List, [Set];
    /// The set has every one of the texts.
    HasAll, "hasAll", "include all of", List, [Set];
    /// Not [`Operator::HasAny`].
    HasNone, "hasNone", "include none of", List, [Set];
    /// The customer has no value.
    IsEmpty, "isEmpty", "has no value", None, [Number, Date, Text, Boolean, Set];
    /// Not [`Operator::IsEmpty`].
    IsNotEmpty, "isNotEmpty", "has a value", None, [Number, Date, Text, Boolean, Set];
}

impl Operator {
    /// The operator with a name in JSON.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.name() == name)
    }

    /// The name on screen and in sentences where the value is of a kind: a date is *after* what a number is
    /// *more than*.
    pub const fn label_for(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Equal, Kind::Date) => "is on",
            (Self::NotEqual, Kind::Date) => "is not on",
            (Self::More, Kind::Date) => "is after",
            (Self::AtLeast, Kind::Date) => "is on or after",
            (Self::Less, Kind::Date) => "is before",
            (Self::AtMost, Kind::Date) => "is on or before",
            (Self::IsEmpty, Kind::Set) => "have no value",
            (Self::IsNotEmpty, Kind::Set) => "have a value",
            _ => self.label(),
        }
    }

    /// True for the operators that ask whether there is a value: they apply to optional fields alone.
    pub const fn asks_presence(self) -> bool {
        matches!(self, Self::IsEmpty | Self::IsNotEmpty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_field_and_operator() {
        for field in Field::named() {
            assert_eq!(Field::parse(&field.name()), Some(field));
        }
        for operator in Operator::ALL {
            assert_eq!(Operator::parse(operator.name()), Some(operator));
        }
        let size = Field::Attribute(AttributeName::parse("size.eu").unwrap());
        assert_eq!(Field::parse("attributes.size.eu"), Some(size));
        for name in ["", "attributes", "attributes.", "attributes. ", "TotalSpend", "orders"] {
            assert_eq!(Field::parse(name), None, "{name}");
        }
    }

    #[test]
    fn only_what_can_be_missing_is_asked_whether_it_is_there() {
        let asked: Vec<_> = Field::named()
            .filter(|field| !field.admits(Operator::IsEmpty))
            .map(|field| field.name())
            .collect();
        assert_eq!(asked, ["totalSpend", "visits", "createdAt"]);
    }
}
