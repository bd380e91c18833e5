//! What a rule means, one customer at a time.
//!
//! This is the reference: simple enough to be read as the definition. Every condition comes down to a *positive
//! test*, which is false where the customer has no value (or one of another type), and to whether the test is
//! *negated*: `!= notContains notIn hasNone isEmpty` are exactly not their twin, and a missing value satisfies
//! them. So every part of a rule is true or false of everyone, and `not` is the exact complement.

pub mod check;
mod explain;
pub mod fold;
pub mod interval;

use std::cmp::Ordering;

use super::rule::{Logic, Rule};
use super::vocabulary::{DateField, Field, NumberField, SetField, TextField};
use crate::customer::{AttributeValue, Attributes, ConsentMode, Customer, Tag, Totals};
use crate::workspace::Settings;
use crate::{Timestamp, Zone};
use check::{AttributeCheck, Check, Part, Positive, SetCheck};
pub use explain::{Explanation, Seen};
use fold::Folding;

/// A rule asked at one instant in one time zone. Dates are resolved and texts folded once, when it is made.
#[derive(Debug, Clone)]
pub struct Question {
    rule: Rule,
    now: Timestamp,
    zone: Zone,
    consent: ConsentMode,
    root: Part,
}

/// What a rule can see of one customer.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Email address.
    pub email: Option<&'a str>,
    /// Phone number.
    pub phone: Option<&'a str>,
    /// Full name.
    pub name: Option<&'a str>,
    /// City.
    pub city: Option<&'a str>,
    /// Tags.
    pub tags: &'a [Tag],
    /// The shop's own fields.
    pub attributes: &'a Attributes,
    /// What the orders that count add up to.
    pub totals: Totals,
    /// When the first record about the customer was applied.
    pub created_at: Timestamp,
}

impl<'a> From<&'a Customer> for Facts<'a> {
    fn from(customer: &'a Customer) -> Self {
        let profile = &customer.profile;
        Self {
            email: profile.email.as_ref().map(super::super::customer::contact::Email::as_str),
            phone: profile.phone.as_ref().map(super::super::customer::contact::Phone::as_str),
            name: profile.name.as_ref().map(super::super::customer::contact::Text::as_str),
            city: profile.city.as_ref().map(super::super::customer::contact::Text::as_str),
            tags: &profile.tags,
            attributes: &profile.attributes,
            totals: customer.totals,
            created_at: customer.created_at,
        }
    }
}

impl Facts<'_> {
    /// A text; blank is missing.
    pub fn text(&self, field: TextField) -> Option<&str> {
        let text = match field {
            TextField::Name => self.name,
            TextField::Email => self.email,
            TextField::Phone => self.phone,
            TextField::City => self.city,
        };
        text.filter(|text| !text.trim().is_empty())
    }

    /// An instant.
    pub const fn date(&self, field: DateField) -> Option<Timestamp> {
        match field {
            DateField::FirstPurchased => self.totals.first_purchased,
            DateField::LastPurchased => self.totals.last_purchased,
            DateField::CreatedAt => Some(self.created_at),
        }
    }

    /// A set of texts.
    pub const fn set(&self, field: SetField) -> &[Tag] {
        match field {
            SetField::Tags => self.tags,
        }
    }

    /// How a number compares with a decimal, exactly; `None` if the customer has no such number.
    fn compare(&self, field: NumberField, with: &crate::decimal::Decimal) -> Option<Ordering> {
        let Totals { spend_minor, visits, .. } = self.totals;
        match field {
            NumberField::TotalSpend => Some(with.compare_average(spend_minor, 1)),
            NumberField::Visits => Some(with.compare_integer(visits)),
            NumberField::AverageOrderValue => (visits > 0).then(|| with.compare_average(spend_minor, visits)),
        }
    }

    /// True if the customer has a value of the field, of whatever type.
    fn has(&self, field: &Field) -> bool {
        match field {
            Field::Number(NumberField::AverageOrderValue) => self.totals.visits > 0,
            Field::Number(NumberField::TotalSpend | NumberField::Visits) => true,
            Field::Date(field) => self.date(*field).is_some(),
            Field::Text(field) => self.text(*field).is_some(),
            Field::Set(field) => !self.set(*field).is_empty(),
            Field::Attribute(name) => self.attributes.contains_key(name.as_str()),
        }
    }
}

impl Question {
    /// Asks a rule at the instant `now`, days being those of `zone`; silence counts as consent.
    pub fn new(rule: &Rule, now: Timestamp, zone: &Zone) -> Self {
        let root = Part::resolve(rule.root(), now, zone);
        Self { rule: rule.clone(), now, zone: zone.clone(), consent: ConsentMode::OptOut, root }
    }

    /// Asks a rule at the instant `now` as a workspace wants it: in its zone, with the consent it demands.
    pub fn of_workspace(rule: &Rule, now: Timestamp, settings: &Settings) -> Self {
        Self { consent: settings.consent, ..Self::new(rule, now, &settings.zone) }
    }

    /// The rule as it was written.
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The instant of the question.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Where days begin.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Whose silence counts as consent, for whoever asks who of those it matches is reachable.
    pub const fn consent(&self) -> ConsentMode {
        self.consent
    }

    /// The rule with its dates resolved and its texts folded.
    pub const fn root(&self) -> &Part {
        &self.root
    }

    /// True if the rule holds for the customer.
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.holds(&self.root, facts)
    }

    fn holds(&self, part: &Part, facts: &Facts<'_>) -> bool {
        match part {
            Part::Group { logic: Logic::And, not, parts } => {
                parts.iter().all(|part| self.holds(part, facts)) != *not
            }
            Part::Group { logic: Logic::Or, not, parts } => {
                parts.iter().any(|part| self.holds(part, facts)) != *not
            }
            Part::Check(check) => self.check(check, facts),
        }
    }

    fn check(&self, check: &Check, facts: &Facts<'_>) -> bool {
        self.positive(&check.positive, facts) != check.negated
    }

    /// A positive test: false where there is no value, or one of another type.
    fn positive(&self, test: &Positive, facts: &Facts<'_>) -> bool {
        match test {
            Positive::Number { field, within } => within.holds(|bound| facts.compare(*field, bound)),
            Positive::Date { field, within } => facts.date(*field).is_some_and(|at| within.contains(at)),
            Positive::Text { field, test } => facts.text(*field).is_some_and(|text| test.holds(text)),
            Positive::Set { field, test } => set(test, facts.set(*field)),
            Positive::Attribute { name, test } => {
                facts.attributes.get(name.as_str()).is_some_and(|value| self.attribute(test, value))
            }
            Positive::Present(field) => facts.has(field),
        }
    }

    fn attribute(&self, check: &AttributeCheck, value: &AttributeValue) -> bool {
        match (check, value) {
            (AttributeCheck::Number(within), AttributeValue::Number(number)) => {
                within.holds(|bound| number.partial_cmp(bound))
            }
            // A day in an attribute is the first instant of that day, as it would be anywhere at ingest.
            (AttributeCheck::Date(within), AttributeValue::Text(text)) => {
                self.zone.parse(text).is_ok_and(|at| within.contains(at))
            }
            (AttributeCheck::Text(check), AttributeValue::Text(text)) => check.holds(text),
            (AttributeCheck::Boolean(wanted), AttributeValue::Boolean(value)) => wanted == value,
            _ => false,
        }
    }
}

fn set(test: &SetCheck, tags: &[Tag]) -> bool {
    let has = |wanted: &str| tags.iter().any(|tag| Folding::of(tag.as_str()).equals(wanted));
    match test {
        SetCheck::AnyOf(wanted) => tags.iter().any(|tag| Folding::of(tag.as_str()).is_in(wanted)),
        SetCheck::AllOf(wanted) => wanted.iter().all(|text| has(text)),
    }
}
