//! A rule together with the saved segments it refers to, and those they refer to.

mod inlined;

use std::collections::HashMap;

use super::rule::{Condition, Group, Node, Rule, RuleError, path_of_part};
use super::vocabulary::LIMITS;
use crate::SegmentId;

/// A rule, and the rules of all segments it refers to: each once, and only after those it refers to itself.
///
/// The limits of a rule hold for all of it together: each segment counts once, and stands as deep as the deepest
/// place that refers to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Expansion {
    rule: Rule,
    segments: Vec<(SegmentId, Rule)>,
}

impl Expansion {
    /// A rule with the segments it refers to. `known` gives the rule of a segment, `None` if there is none of this id.
    ///
    /// The codes of errors, each with the path of the condition that refers to the segment: `unknown_segment
    /// segment_cycle too_deep too_many_conditions`.
    pub fn of(rule: &Rule, known: impl FnMut(SegmentId) -> Option<Rule>) -> Result<Self, Vec<RuleError>> {
        Expanding::new(None, known).finish(rule)
    }

    /// What a segment would be, were this its rule: refused also if it would refer to itself, by whatever way.
    pub fn of_segment(
        segment: SegmentId,
        rule: &Rule,
        known: impl FnMut(SegmentId) -> Option<Rule>,
    ) -> Result<Self, Vec<RuleError>> {
        Expanding::new(Some(segment), known).finish(rule)
    }

    /// A part of the rule, or what is left of it without one, with the same segments.
    #[must_use]
    pub fn with(&self, rule: Rule) -> Self {
        Self { rule, segments: self.segments.clone() }
    }

    /// The rule.
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The segments: each after those it refers to.
    pub fn segments(&self) -> &[(SegmentId, Rule)] {
        &self.segments
    }
}

/// What is known of a segment that was looked at.
#[derive(Clone, Copy)]
struct Seen {
    /// Groups inside each other, those of segments it refers to included.
    depth: usize,
}

struct Expanding<K> {
    known: K,
    /// Those being looked at, each referring to the next.
    open: Vec<SegmentId>,
    seen: HashMap<SegmentId, Seen>,
    segments: Vec<(SegmentId, Rule)>,
    conditions: usize,
    errors: Vec<RuleError>,
}

impl<K: FnMut(SegmentId) -> Option<Rule>> Expanding<K> {
    fn new(own: Option<SegmentId>, known: K) -> Self {
        Self {
            known,
            open: own.into_iter().collect(),
            seen: HashMap::new(),
            segments: Vec::new(),
            conditions: 0,
            errors: Vec::new(),
        }
    }

    fn finish(mut self, rule: &Rule) -> Result<Expansion, Vec<RuleError>> {
        self.conditions += conditions(rule.root());
        self.node(rule.root(), "", 0, "");
        if self.errors.is_empty() {
            return Ok(Expansion { rule: rule.clone(), segments: self.segments });
        }
        Err(self.errors)
    }

    /// How deep a part is, below which `depth` groups stand. `at` is the place in the outermost rule that an error
    /// names; empty while that is where the part stands itself.
    fn node(&mut self, node: &Node, path: &str, depth: usize, at: &str) -> usize {
        match node {
            Node::Group(Group { rules, .. }) => {
                let parts = rules.iter().enumerate();
                let deepest =
                    parts.map(|(index, node)| self.node(node, &path_of_part(path, index), depth + 1, at));
                deepest.max().unwrap_or(0).max(depth + 1)
            }
            Node::Condition(Condition::Segment(condition)) => {
                let here = if at.is_empty() { place(path) } else { at.to_owned() };
                depth + self.segment(condition.segment, depth, &here)
            }
            Node::Condition(_) => depth,
        }
    }

    /// How deep a segment is that `depth` groups stand around.
    fn segment(&mut self, id: SegmentId, depth: usize, at: &str) -> usize {
        if self.open.contains(&id) {
            let way: Vec<String> = self.open.iter().chain([&id]).map(ToString::to_string).collect();
            self.error(at, "segment_cycle", format!("segments refer to each other: {}", way.join(" → ")));
            return 0;
        }
        let inside = match self.seen.get(&id) {
            Some(seen) => seen.depth,
            None => self.read(id, at),
        };
        if depth + inside > LIMITS.depth {
            let message = format!(
                "expected at most {} groups inside each other, those of segments included, got {}",
                LIMITS.depth,
                depth + inside
            );
            self.error(at, "too_deep", message);
        }
        inside
    }

    fn read(&mut self, id: SegmentId, at: &str) -> usize {
        let Some(rule) = (self.known)(id) else {
            self.error(at, "unknown_segment", format!("expected the id of a saved segment, got {id}"));
            self.seen.insert(id, Seen { depth: 0 });
            return 0;
        };
        self.conditions += conditions(rule.root());
        if self.conditions > LIMITS.conditions {
            let most = LIMITS.conditions;
            let message = format!("expected at most {most} conditions in a rule, those of segments included");
            self.error(at, "too_many_conditions", message);
            return 0;
        }
        self.open.push(id);
        let depth = self.node(rule.root(), "", 0, at);
        self.open.pop();
        self.seen.insert(id, Seen { depth });
        self.segments.push((id, rule));
        depth
    }

    fn error(&mut self, at: &str, code: &str, message: String) {
        let path = if at == ROOT { "value" } else { at };
        if !self.errors.iter().any(|error| error.field == path && error.code == code) {
            self.errors.push(RuleError::new(path, code, message));
        }
    }
}

/// Stands for the path of a rule that is one condition.
const ROOT: &str = "value";

fn place(path: &str) -> String {
    if path.is_empty() { ROOT.to_owned() } else { format!("{path}.value") }
}

fn conditions(node: &Node) -> usize {
    match node {
        Node::Group(group) => group.rules.iter().map(conditions).sum(),
        Node::Condition(Condition::Orders(condition)) => 1 + condition.filters.len(),
        Node::Condition(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(json: &str) -> Rule {
        Rule::parse(json).unwrap()
    }

    fn id(number: i64) -> SegmentId {
        SegmentId::from_i64(number).unwrap()
    }

    /// A rule that refers to segments.
    fn refers(to: &[i64]) -> Rule {
        let parts: Vec<String> =
            to.iter().map(|id| format!(r#"{{"metric":"segment","operator":"in","value":"{id}"}}"#)).collect();
        rule(&format!(r#"{{"logic":"AND","rules":[{}]}}"#, parts.join(",")))
    }

    fn deep(depth: usize, innermost: &str) -> Rule {
        let before = r#"{"logic":"AND","rules":["#.repeat(depth);
        rule(&format!("{before}{innermost}{}", "]}".repeat(depth)))
    }

    fn codes(result: Result<Expansion, Vec<RuleError>>) -> Vec<(String, String)> {
        result.unwrap_err().into_iter().map(|error| (error.field, error.code)).collect()
    }

    #[test]
    fn each_segment_comes_once_and_after_those_it_refers_to() {
        let saved = |of: SegmentId| match of.get() {
            1 => Some(refers(&[2, 3])),
            2 => Some(refers(&[3])),
            3 => Some(rule(r#"{"metric":"visits","operator":">","value":1}"#)),
            _ => None,
        };
        let expansion = Expansion::of(&refers(&[1, 2, 1]), saved).unwrap();
        let ids: Vec<i64> = expansion.segments().iter().map(|(id, _)| id.get()).collect();
        assert_eq!(ids, [3, 2, 1]);
        assert_eq!(
            codes(Expansion::of(&refers(&[3, 9]), saved)),
            [("rules[1].value".into(), "unknown_segment".into())]
        );
    }

    #[test]
    fn a_segment_that_leads_back_to_itself_is_refused() {
        let saved = |of: SegmentId| match of.get() {
            1 => Some(refers(&[2])),
            2 => Some(refers(&[3])),
            _ => Some(refers(&[])),
        };
        assert!(Expansion::of_segment(id(3), &refers(&[4]), saved).is_ok());
        let errors = Expansion::of_segment(id(3), &refers(&[4, 1]), saved).unwrap_err();
        assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), ("rules[1].value", "segment_cycle"));
        assert!(errors[0].message.ends_with("3 → 1 → 2 → 3"), "{}", errors[0].message);
        let itself = rule(r#"{"metric":"segment","operator":"notIn","value":"3"}"#);
        assert_eq!(
            codes(Expansion::of_segment(id(3), &itself, saved)),
            [("value".into(), "segment_cycle".into())]
        );
    }

    #[test]
    fn limits_hold_for_a_rule_and_its_segments_together() {
        let one = r#"{"metric":"visits","operator":">","value":1}"#;
        let inside = r#"{"metric":"segment","operator":"in","value":"1"}"#;
        for (outer, inner, fits) in [(4, 4, true), (5, 4, false), (0, 8, true), (8, 0, true), (8, 1, false)] {
            let result = Expansion::of(&deep(outer, inside), |_| Some(deep(inner, one)));
            assert_eq!(result.is_ok(), fits, "{outer} {inner}");
        }
        let many = |n: usize| rule(&format!(r#"{{"logic":"OR","rules":[{}]}}"#, vec![one; n].join(",")));
        let twice = refers(&[1, 1]);
        assert!(Expansion::of(&twice, |_| Some(many(98))).is_ok());
        let codes = codes(Expansion::of(&twice, |_| Some(many(99))));
        assert!(codes.contains(&("rules[0].value".into(), "too_many_conditions".into())), "{codes:?}");
    }
}
