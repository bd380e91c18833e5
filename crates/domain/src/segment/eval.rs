//! What a rule means, one customer at a time.
//!
//! This is the reference: simple enough to be read as the definition. Every condition comes down to a *positive
//! test*, which is false where the customer has no value (or one of another type), and to whether the test is
//! *negated*: `!= notContains notIn hasNone isEmpty` are exactly not their twin, and a missing value satisfies
//! them. So every part of a rule is true or false of everyone, and `not` is the exact complement.

pub mod check;
mod explain;
pub mod fold;
pub mod history;
pub mod interval;

use std::cmp::Ordering;

use super::Expansion;
use super::rule::{Logic, Rule};
use super::vocabulary::{DateField, Field, NumberField, SetField, TextField};
use crate::customer::{AttributeValue, Attributes, ConsentMode, Customer, Tag, Totals};
use crate::order::Order;
use crate::workspace::Settings;
use crate::{SegmentId, Timestamp, Zone};
use check::{AttributeCheck, Check, Part, Positive, SetCheck};
pub use explain::{Explanation, Seen, SeenCampaign, SeenOrders};
use fold::Folding;
pub use history::{Membership, Outcome};

/// A rule asked at one instant in one time zone. Dates are resolved and texts folded once, when it is made.
#[derive(Debug, Clone)]
pub struct Question {
    rule: Rule,
    now: Timestamp,
    zone: Zone,
    consent: ConsentMode,
    root: Part,
    segments: Vec<(SegmentId, Part)>,
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
    /// Their orders, in no order. Looked at only where the question [asks for them](Question::asks_orders).
    pub orders: &'a [Order],
    /// What campaigns did for them, one entry a campaign. Looked at only where the question
    /// [asks for it](Question::asks_campaigns).
    pub memberships: &'a [Membership],
}

impl<'a> Facts<'a> {
    /// What a rule can see of a customer and their past.
    pub fn new(customer: &'a Customer, orders: &'a [Order], memberships: &'a [Membership]) -> Self {
        Self { orders, memberships, ..Self::from(customer) }
    }
}

/// What a rule can see of a customer of whose past nothing is known.
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
            orders: &[],
            memberships: &[],
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
    /// Asks a rule at the instant `now`, days being those of `zone`; silence counts as consent. Nobody belongs to a
    /// segment it refers to: ask an [`Expansion`] where a rule may refer to segments.
    pub fn new(rule: &Rule, now: Timestamp, zone: &Zone) -> Self {
        let root = Part::resolve(rule.root(), now, zone);
        let (zone, consent) = (zone.clone(), ConsentMode::OptOut);
        Self { rule: rule.clone(), now, zone, consent, root, segments: Vec::new() }
    }

    /// Asks a rule, and every segment it refers to at the same instant.
    pub fn over(expansion: &Expansion, now: Timestamp, zone: &Zone) -> Self {
        let resolve = |(id, rule): &(SegmentId, Rule)| (*id, Part::resolve(rule.root(), now, zone));
        let segments = expansion.segments().iter().map(resolve).collect();
        Self { segments, ..Self::new(expansion.rule(), now, zone) }
    }

    /// Asks a rule at the instant `now` as a workspace wants it: in its zone, with the consent it demands. Nobody belongs
    /// to a segment it refers to.
    pub fn of_workspace(rule: &Rule, now: Timestamp, settings: &Settings) -> Self {
        Self::new(rule, now, &settings.zone).demanding(settings.consent)
    }

    /// The same question, reaching whom a workspace with this demand writes to.
    #[must_use]
    pub fn demanding(self, consent: ConsentMode) -> Self {
        Self { consent, ..self }
    }

    /// The segments that the rule refers to, made ready: each after those it refers to itself.
    pub fn segments(&self) -> &[(SegmentId, Part)] {
        &self.segments
    }

    /// True if the answer depends on orders one by one.
    pub fn asks_orders(&self) -> bool {
        self.asks(|positive| matches!(positive, Positive::Orders(_)))
    }

    /// True if the answer depends on what campaigns did.
    pub fn asks_campaigns(&self) -> bool {
        self.asks(|positive| matches!(positive, Positive::Campaign(_)))
    }

    fn asks(&self, about: impl Fn(&Positive) -> bool + Copy) -> bool {
        let segments = self.segments.iter().map(|(_, part)| part);
        std::iter::once(&self.root).chain(segments).any(|part| part.any(about))
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

    /// Another rule asked at the same instant in the same zone, for whoever asks several at once.
    pub fn part(&self, rule: &Rule) -> Part {
        Part::resolve(rule.root(), self.now, &self.zone)
    }

    /// True if the rule holds for the customer.
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.holds(&self.root, facts, &self.belongs(facts))
    }

    /// Whether the customer belongs to each of the segments: each is evaluated once.
    fn belongs(&self, facts: &Facts<'_>) -> Vec<(SegmentId, bool)> {
        let mut known = Vec::with_capacity(self.segments.len());
        for (id, part) in &self.segments {
            let belongs = self.holds(part, facts, &known);
            known.push((*id, belongs));
        }
        known
    }

    fn holds(&self, part: &Part, facts: &Facts<'_>, segments: &[(SegmentId, bool)]) -> bool {
        match part {
            Part::Group { logic: Logic::And, not, parts } => {
                parts.iter().all(|part| self.holds(part, facts, segments)) != *not
            }
            Part::Group { logic: Logic::Or, not, parts } => {
                parts.iter().any(|part| self.holds(part, facts, segments)) != *not
            }
            Part::Check(check) => self.check(check, facts, segments),
        }
    }

    fn check(&self, check: &Check, facts: &Facts<'_>, segments: &[(SegmentId, bool)]) -> bool {
        self.positive(&check.positive, facts, segments) != check.negated
    }

    /// A positive test: false where there is no value, or one of another type.
    fn positive(&self, test: &Positive, facts: &Facts<'_>, segments: &[(SegmentId, bool)]) -> bool {
        match test {
            Positive::Number { field, within } => within.holds(|bound| facts.compare(*field, bound)),
            Positive::Date { field, within } => facts.date(*field).is_some_and(|at| within.contains(at)),
            Positive::Text { field, test } => facts.text(*field).is_some_and(|text| test.holds(text)),
            Positive::Set { field, test } => test.holds(facts.set(*field)),
            Positive::Attribute { name, test } => {
                facts.attributes.get(name.as_str()).is_some_and(|value| test.holds(value, &self.zone))
            }
            Positive::Present(field) => facts.has(field),
            Positive::Orders(check) => check.holds(facts.orders),
            Positive::Campaign(check) => check.holds(facts.memberships),
            Positive::Segment(asked) => segments.iter().any(|(id, belongs)| id == asked && *belongs),
        }
    }
}

impl AttributeCheck {
    /// True if a value has the type of the test, and passes; days are those of `zone`.
    pub fn holds(&self, value: &AttributeValue, zone: &Zone) -> bool {
        match (self, value) {
            (Self::Number(within), AttributeValue::Number(number)) => {
                within.holds(|bound| number.partial_cmp(bound))
            }
            // A day in an attribute is the first instant of that day, as it would be anywhere at ingest.
            (Self::Date(within), AttributeValue::Text(text)) => {
                zone.parse(text).is_ok_and(|at| within.contains(at))
            }
            (Self::Text(check), AttributeValue::Text(text)) => check.holds(text),
            (Self::Boolean(wanted), AttributeValue::Boolean(value)) => wanted == value,
            _ => false,
        }
    }
}

impl SetCheck {
    /// True if a set of tags passes.
    pub fn holds(&self, tags: &[Tag]) -> bool {
        let has = |wanted: &str| tags.iter().any(|tag| Folding::of(tag.as_str()).equals(wanted));
        match self {
            Self::AnyOf(wanted) => tags.iter().any(|tag| Folding::of(tag.as_str()).is_in(wanted)),
            Self::AllOf(wanted) => wanted.iter().all(|text| has(text)),
        }
    }
}
