//! Why a customer is in or out: every part of a rule with its answer and the value it saw.

use serde::Serialize;

use super::check::{Part, Positive};
use super::{Facts, Question};
use crate::customer::AttributeValue;
use crate::money;
use crate::segment::rule::{Group, Node, path_of_part};
use crate::segment::sentence::{Names, part as in_words};
use crate::segment::vocabulary::{Field, NumberField};
use crate::{CampaignId, SegmentId, Timestamp};

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
        /// What it asks, in words.
        sentence: String,
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
        sentence: String,
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
    /// Orders that a condition looked at.
    Orders(SeenOrders),
    /// What campaigns that a condition looked at did, whenever that was.
    Campaigns(Vec<SeenCampaign>),
}

/// Orders that a condition looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SeenOrders {
    /// The number that was asked for; `null` if there is none.
    pub value: Option<f64>,
    /// How many there are.
    pub count: i64,
    /// The sum of their net amounts.
    pub sum: f64,
    /// When the first of them was placed.
    pub first: Option<Timestamp>,
    /// When the last of them was placed.
    pub last: Option<Timestamp>,
}

/// What a campaign did for a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SeenCampaign {
    /// Which.
    pub campaign: CampaignId,
    /// When it was launched, with the customer in its audience.
    pub enrolled_at: Timestamp,
    /// When the message was sent, if it was.
    pub sent_at: Option<Timestamp>,
    /// When it failed, if it did.
    pub failed_at: Option<Timestamp>,
}

impl Explanation {
    /// What the part asks, in words.
    pub fn sentence(&self) -> &str {
        match self {
            Self::Group { sentence, .. } | Self::Condition { sentence, .. } => sentence,
        }
    }

    /// The parts that decide: those of a group, or the condition itself.
    pub fn first_level(&self) -> &[Self] {
        match self {
            Self::Group { rules, .. } => rules,
            Self::Condition { .. } => std::slice::from_ref(self),
        }
    }

    /// Whether the part holds for the customer.
    pub const fn holds(&self) -> bool {
        match self {
            Self::Group { holds, .. } | Self::Condition { holds, .. } => *holds,
        }
    }
}

impl Question {
    /// Says of every part of the rule whether it holds for the customer. The outermost answer is
    /// [`Question::matches`]. What it refers to is called as `names` says.
    pub fn explain(&self, facts: &Facts<'_>, names: &Names) -> Explanation {
        let segments = self.belongs(facts);
        self.explain_part(self.rule.root(), &self.root, "", &Explaining { facts, segments: &segments, names })
    }

    fn explain_part(&self, node: &Node, part: &Part, path: &str, of: &Explaining<'_>) -> Explanation {
        let (path_here, holds) = (path.to_owned(), self.holds(part, of.facts, of.segments));
        match (node, part) {
            (Node::Group(Group { logic, not, rules }), Part::Group { parts, .. }) => {
                let explained = rules.iter().zip(parts).enumerate().map(|(index, (node, part))| {
                    self.explain_part(node, part, &path_of_part(path, index), of)
                });
                let rules = explained.collect();
                let (logic, not, sentence) = (logic.name(), *not, in_words(node, of.names));
                Explanation::Group { path: path_here, holds, logic, not, sentence, rules }
            }
            (node, part) => {
                let seen = match (node, part) {
                    (Node::Condition(condition), Part::Check(check)) => match condition.field() {
                        Some(field) => of.facts.seen(&field),
                        None => of.seen(&check.positive),
                    },
                    _ => None,
                };
                Explanation::Condition { path: path_here, holds, sentence: in_words(node, of.names), seen }
            }
        }
    }
}

/// Whom an explanation is about.
struct Explaining<'a> {
    facts: &'a Facts<'a>,
    segments: &'a [(SegmentId, bool)],
    names: &'a Names,
}

impl Explaining<'_> {
    /// What a test of a customer's past saw.
    fn seen(&self, positive: &Positive) -> Option<Seen> {
        match positive {
            Positive::Orders(check) => Some(Seen::Orders(check.seen(self.facts.orders))),
            Positive::Campaign(check) => Some(Seen::Campaigns(check.seen(self.facts.memberships))),
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
