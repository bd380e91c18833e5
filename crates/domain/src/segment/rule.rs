//! A rule as a person wrote it: groups and conditions, right in form, types and limits.
//!
//! [`Rule::parse`] is the only way in, so whoever holds a [`Rule`] need not check it again. Everything here is
//! readable by other crates (the columnar index matches on it); nothing of it depends on a clock or a zone.

mod canonical;
pub mod condition;
pub mod history;
mod moment;
mod nearest;
mod parse;
mod parts;
mod reader;
mod typed;
mod value;
mod written;

use crate::field::FieldError;
pub use condition::{AttributeTest, BooleanTest, Condition, DateTest, NumberTest, SetTest, TextTest};
pub use history::{CampaignCondition, MeasureTest, OrderFilter, OrdersCondition, SegmentCondition, Within};
pub use moment::{Moment, Span};
pub use parts::RulePart;
pub(super) use written::Written;

/// One thing that is wrong with a rule; `field` is a path such as `rules[1].rules[0].operator`, empty for the
/// rule as a whole.
pub type RuleError = FieldError;

/// A rule that can be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    root: Node,
}

/// A part of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Several parts joined.
    Group(Group),
    /// One question about one field.
    Condition(Condition),
}

/// Parts joined by AND or OR.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// How they are joined.
    pub logic: Logic,
    /// True if the group holds for exactly those for whom it would not.
    pub not: bool,
    /// The parts. None: everyone under AND, nobody under OR.
    pub rules: Vec<Node>,
}

/// How the parts of a group are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Logic {
    /// All hold.
    And,
    /// At least one holds.
    Or,
}

impl Logic {
    /// The word in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::And => "AND",
            Self::Or => "OR",
        }
    }
}

impl Rule {
    /// Parses a rule and names everything that is wrong with it, each with its path and what was expected.
    ///
    /// The codes: `too_large invalid_json not_an_object not_a_rule too_deep too_many_conditions too_many_values
    /// too_long missing unknown_key duplicate_key invalid_logic invalid_not invalid_rules unknown_metric
    /// unknown_measure unknown_operator operator_not_allowed unexpected_value invalid_number invalid_date
    /// invalid_text invalid_list invalid_duration invalid_id unknown_status reversed`. What a rule refers to need
    /// not be there: [`Expansion`](super::Expansion) looks for that.
    pub fn parse(json: &str) -> Result<Self, Vec<RuleError>> {
        parse::rule(json)
    }

    /// A rule of one condition of this rule, to count it alone.
    #[must_use]
    pub fn alone(condition: &Condition) -> Self {
        Self { root: Node::Condition(condition.clone()) }
    }

    /// A rule that holds for those who belong to a segment.
    pub const fn in_segment(segment: crate::SegmentId) -> Self {
        Self { root: Node::Condition(Condition::Segment(SegmentCondition { segment, not: false })) }
    }

    /// A rule that was taken from another.
    pub(super) const fn of(root: Node) -> Self {
        Self { root }
    }

    /// The outermost part.
    pub const fn root(&self) -> &Node {
        &self.root
    }

    /// The rule in its canonical form: parsing it gives the same rule.
    pub fn to_json(&self) -> String {
        canonical::json(self)
    }

    /// True if the rule matches every customer whatever they are: its groups alone decide so, not its
    /// conditions. `{"logic": "AND", "rules": []}` does, and so does anything joined to it by OR.
    pub fn is_everyone(&self) -> bool {
        self.root.constant() == Some(true)
    }

    /// Every condition with its path, in the order written. The path of a rule that is one condition is empty.
    pub fn conditions(&self) -> Vec<(String, &Condition)> {
        let mut found = Vec::new();
        self.root.collect("", &mut found);
        found
    }
}

impl Node {
    /// What the part says of everyone, if no condition has a say in it.
    fn constant(&self) -> Option<bool> {
        let Self::Group(group) = self else { return None };
        let decisive = group.logic == Logic::Or;
        let mut parts = group.rules.iter().map(Self::constant);
        let decided = if parts.clone().any(|part| part == Some(decisive)) {
            Some(decisive)
        } else {
            parts.all(|part| part.is_some()).then_some(!decisive)
        };
        decided.map(|holds| holds != group.not)
    }

    fn collect<'a>(&'a self, path: &str, found: &mut Vec<(String, &'a Condition)>) {
        match self {
            Self::Condition(condition) => found.push((path.to_owned(), condition)),
            Self::Group(group) => {
                for (index, node) in group.rules.iter().enumerate() {
                    node.collect(&path_of_part(path, index), found);
                }
            }
        }
    }
}

/// The path of a group's part.
pub(super) fn path_of_part(group: &str, index: usize) -> String {
    path_of_key(group, &format!("rules[{index}]"))
}

/// The path of a key.
fn path_of_key(part: &str, key: &str) -> String {
    if part.is_empty() { key.to_owned() } else { format!("{part}.{key}") }
}
