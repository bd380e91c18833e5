//! Why a customer is in or out: every part of a rule with its answer and the value it saw.

use serde::Serialize;

use super::check::{Part, Positive};
use super::{Facts, Question};
use crate::SegmentId;
use crate::customer::AttributeValue;
use crate::money;
use crate::segment::rule::{Group, Node, path_of_part};
use crate::segment::sentence::clause;
use crate::segment::vocabulary::{Field, NumberField};

/// One part of a rule, answered for one customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Explanation {
    /// Several parts joined.
    Group {
        /// Where it stands in the rule.
        path: String,
        /// Whether it holds for the customer, `not` considered.
        holds: bool,
        /// `AND` or `OR`.
        logic: &'static str,
        /// True if the answer was turned around.
        not: bool,
        /// The parts, all of them: no answer is left out because another decided.
        rules: Vec<Self>,
    },
    /// One condition.
    Condition {
        /// Where it stands in the rule.
        path: String,
        /// Whether it holds for the customer.
        holds: bool,
        /// What it asks, in words.
        text: String,
        /// The customer's value; `null` if there is none.
        seen: Option<Seen>,
    },
}

/// A value of a customer. Money is in major units, rounded to the cent; an instant is RFC 3339.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Seen {
    /// A number.
    Number(f64),
    /// A text or an instant.
    Text(String),
    /// True or false.
    Boolean(bool),
    /// A set of texts.
    Texts(Vec<String>),
}

impl Explanation {
    /// Whether the part holds for the customer.
    pub const fn holds(&self) -> bool {
        match self {
            Self::Group { holds, .. } | Self::Condition { holds, .. } => *holds,
        }
    }
}

impl Question {
    /// Says of every part of the rule whether it holds for the customer. The outermost answer is
    /// [`Question::matches`].
    pub fn explain(&self, facts: &Facts<'_>) -> Explanation {
        let segments = self.belongs(facts);
        self.explain_part(self.rule.root(), &self.root, "", &Explaining { facts, segments: &segments })
    }

    fn explain_part(&self, node: &Node, part: &Part, path: &str, of: &Explaining<'_>) -> Explanation {
        let (path_here, holds) = (path.to_owned(), self.holds(part, of.facts, of.segments));
        match (node, part) {
            (Node::Group(Group { logic, not, rules }), Part::Group { parts, .. }) => {
                let explained = rules.iter().zip(parts).enumerate().map(|(index, (node, part))| {
                    self.explain_part(node, part, &path_of_part(path, index), of)
                });
                let rules = explained.collect();
                Explanation::Group { path: path_here, holds, logic: logic.name(), not: *not, rules }
            }
            (node, part) => {
                let text = match node {
                    Node::Condition(condition) => clause(condition),
                    Node::Group(_) => String::new(),
                };
                let seen = match (node, part) {
                    (Node::Condition(condition), Part::Check(check)) => match condition.field() {
                        Some(field) => of.facts.seen(&field),
                        None => of.seen(&check.positive),
                    },
                    _ => None,
                };
                Explanation::Condition { path: path_here, holds, text, seen }
            }
        }
    }
}

/// Whom an explanation is about.
struct Explaining<'a> {
    facts: &'a Facts<'a>,
    segments: &'a [(SegmentId, bool)],
}

impl Explaining<'_> {
    /// What a test of a customer's past saw: the number that it asks for, or whether it is so.
    fn seen(&self, positive: &Positive) -> Option<Seen> {
        match positive {
            Positive::Orders(check) => check.measured(self.facts.orders),
            Positive::Campaign(check) => Some(Seen::Boolean(check.holds(self.facts.memberships))),
            Positive::Segment(asked) => {
                let belongs = self.segments.iter().any(|(id, belongs)| id == asked && *belongs);
                Some(Seen::Boolean(belongs))
            }
            _ => None,
        }
    }
}

impl Facts<'_> {
    /// The value of a field, for people.
    pub fn seen(&self, field: &Field) -> Option<Seen> {
        match field {
            Field::Number(NumberField::TotalSpend) => {
                Some(Seen::Number(money::major(self.totals.spend_minor)))
            }
            Field::Number(NumberField::Visits) => Some(Seen::Number(self.totals.visits as f64)),
            Field::Number(NumberField::AverageOrderValue) => {
                self.totals.average_order_value().map(Seen::Number)
            }
            Field::Date(field) => self.date(*field).map(|at| Seen::Text(at.to_string())),
            Field::Text(field) => self.text(*field).map(|text| Seen::Text(text.to_owned())),
            Field::Set(field) => {
                let texts: Vec<String> = self.set(*field).iter().map(ToString::to_string).collect();
                (!texts.is_empty()).then_some(Seen::Texts(texts))
            }
            Field::Attribute(name) => self.attributes.get(name.as_str()).map(|value| match value {
                AttributeValue::Number(number) => Seen::Number(*number),
                AttributeValue::Text(text) => Seen::Text(text.to_string()),
                AttributeValue::Boolean(value) => Seen::Boolean(*value),
            }),
        }
    }
}
