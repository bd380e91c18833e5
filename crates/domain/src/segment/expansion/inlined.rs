//! A rule with its segments written out.

use super::Expansion;
use crate::SegmentId;
use crate::segment::rule::{Condition, Group, Logic, Node, Rule, RuleError};
use crate::segment::vocabulary::LIMITS;

impl Expansion {
    /// The rule with every segment replaced by what it is now, so that it means the same whatever becomes of them.
    ///
    /// # Errors
    /// `too_large` if that is longer, deeper or more than a rule may be: a segment that is referred to twice is
    /// written twice.
    pub fn inlined(&self) -> Result<Self, Vec<RuleError>> {
        let too_large = || {
            let message = "expected a rule that stays within the limits with its segments written out";
            vec![RuleError::new("", "too_large", message)]
        };
        let mut left = LIMITS.conditions;
        let root = self.node(self.rule.root(), &mut left).ok_or_else(too_large)?;
        let rule = Rule::parse(&Rule::of(root).to_json()).map_err(|_| too_large())?;
        Ok(Self { rule, segments: Vec::new() })
    }

    /// A part with its segments written out; `None` once more conditions are written than are left.
    fn node(&self, node: &Node, left: &mut usize) -> Option<Node> {
        match node {
            Node::Group(group) => {
                let rules = group.rules.iter().map(|node| self.node(node, left));
                Some(Node::Group(Group { rules: rules.collect::<Option<_>>()?, ..*group }))
            }
            Node::Condition(Condition::Segment(asked)) => {
                let whole = self.node(self.segment_rule(asked.segment)?.root(), left)?;
                Some(if asked.not { negated(whole) } else { whole })
            }
            Node::Condition(condition) => {
                *left = left.checked_sub(1)?;
                Some(Node::Condition(condition.clone()))
            }
        }
    }

    fn segment_rule(&self, id: SegmentId) -> Option<&Rule> {
        self.segments.iter().find(|(segment, _)| *segment == id).map(|(_, rule)| rule)
    }
}

/// The exact complement.
fn negated(node: Node) -> Node {
    match node {
        Node::Group(group) => Node::Group(Group { not: !group.not, ..group }),
        condition @ Node::Condition(_) => {
            Node::Group(Group { logic: Logic::And, not: true, rules: vec![condition] })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(json: &str) -> Rule {
        Rule::parse(json).unwrap()
    }

    fn refers(operator: &str, to: i64) -> String {
        format!(r#"{{"metric":"segment","operator":"{operator}","value":"{to}"}}"#)
    }

    const VISITS: &str = r#"{"metric":"visits","operator":">","value":1}"#;

    fn inlined(json: &str, saved: &[(i64, &str)]) -> Result<String, String> {
        let known =
            |id: SegmentId| saved.iter().find(|(known, _)| *known == id.get()).map(|(_, json)| rule(json));
        let expansion = Expansion::of(&rule(json), known).unwrap();
        expansion.inlined().map(|whole| whole.rule().to_json()).map_err(|errors| errors[0].code.clone())
    }

    #[test]
    fn segments_are_replaced_by_what_they_are() {
        let group = format!(r#"{{"logic":"OR","rules":[{VISITS}]}}"#);
        let not_group = format!(r#"{{"logic":"OR","not":true,"rules":[{VISITS}]}}"#);
        let not_one = format!(r#"{{"logic":"AND","not":true,"rules":[{VISITS}]}}"#);
        assert_eq!(inlined(&refers("in", 1), &[(1, VISITS)]).unwrap(), VISITS);
        assert_eq!(inlined(&refers("notIn", 1), &[(1, VISITS)]).unwrap(), not_one);
        assert_eq!(inlined(&refers("notIn", 1), &[(1, &group)]).unwrap(), not_group);
        assert_eq!(inlined(&refers("notIn", 1), &[(1, &not_group)]).unwrap(), group);
        let inside = format!(r#"{{"logic":"AND","rules":[{VISITS},{}]}}"#, refers("notIn", 2));
        let both = inlined(&refers("in", 1), &[(1, &inside), (2, VISITS)]).unwrap();
        assert_eq!(both, format!(r#"{{"logic":"AND","rules":[{VISITS},{not_one}]}}"#));
    }

    #[test]
    fn what_grows_past_the_limits_is_refused_and_not_written_out() {
        let many = format!(r#"{{"logic":"OR","rules":[{}]}}"#, vec![VISITS; 60].join(","));
        let twice = format!(r#"{{"logic":"AND","rules":[{0},{0}]}}"#, refers("in", 1));
        assert_eq!(inlined(&twice, &[(1, &many)]), Err("too_large".into()));
        // Seven levels of ten references each would be ten million conditions.
        let ten =
            |to: i64| format!(r#"{{"logic":"AND","rules":[{}]}}"#, vec![refers("in", to); 10].join(","));
        let levels: Vec<(i64, String)> =
            (1..=7).map(|n| (n, if n == 7 { VISITS.to_owned() } else { ten(n + 1) })).collect();
        let levels: Vec<(i64, &str)> = levels.iter().map(|(n, json)| (*n, json.as_str())).collect();
        assert_eq!(inlined(&ten(1), &levels), Err("too_large".into()));
        let deep =
            format!("{}{}{}", r#"{"logic":"AND","rules":["#.repeat(8), refers("notIn", 1), "]}".repeat(8));
        assert_eq!(inlined(&deep, &[(1, VISITS)]), Err("too_large".into()));
    }
}
