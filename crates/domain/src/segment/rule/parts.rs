//! The parts of a rule, each alone and the rule without it: how much each of them decides.

use super::{Group, Logic, Node, Rule, path_of_part};

/// A part of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RulePart {
    /// Where it stands, as errors name it; empty for a rule that is one condition.
    pub path: String,
    /// A rule that is this part.
    pub alone: Rule,
    /// The rule without it. A group that would be left empty goes with it; without anything it is everyone.
    pub without: Rule,
}

impl Rule {
    /// Every condition and every group below the outermost, in the order written.
    pub fn parts(&self) -> Vec<RulePart> {
        let mut parts = Vec::new();
        match &self.root {
            Node::Condition(_) => parts.push(self.part("", &self.root, &[])),
            Node::Group(group) => self.collect_parts(group, "", &mut Vec::new(), &mut parts),
        }
        parts
    }

    /// Every segment that it refers to itself, each once.
    pub fn segments(&self) -> Vec<crate::SegmentId> {
        let mut found: Vec<_> = self
            .conditions()
            .into_iter()
            .filter_map(|(_, condition)| match condition {
                super::Condition::Segment(asked) => Some(asked.segment),
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Every campaign that it refers to by its id, each once.
    pub fn campaigns(&self) -> Vec<crate::CampaignId> {
        let mut found: Vec<_> = self
            .conditions()
            .into_iter()
            .filter_map(|(_, condition)| match condition {
                super::Condition::Campaign(asked) => asked.campaign,
                _ => None,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    fn collect_parts(&self, group: &Group, path: &str, way: &mut Vec<usize>, parts: &mut Vec<RulePart>) {
        for (index, node) in group.rules.iter().enumerate() {
            let here = path_of_part(path, index);
            way.push(index);
            parts.push(self.part(&here, node, way));
            if let Node::Group(inner) = node {
                self.collect_parts(inner, &here, way, parts);
            }
            way.pop();
        }
    }

    fn part(&self, path: &str, node: &Node, way: &[usize]) -> RulePart {
        let everyone = || Node::Group(Group { logic: Logic::And, not: false, rules: Vec::new() });
        let rest = without(&self.root, way).unwrap_or_else(everyone);
        RulePart { path: path.to_owned(), alone: Self::of(node.clone()), without: Self::of(rest) }
    }
}

/// A part without what a way leads to; `None` if nothing is left.
fn without(node: &Node, way: &[usize]) -> Option<Node> {
    let ([next, rest @ ..], Node::Group(group)) = (way, node) else { return None };
    let parts =
        group.rules.iter().enumerate().filter_map(|(index, part)| {
            if index == *next { without(part, rest) } else { Some(part.clone()) }
        });
    let rules: Vec<_> = parts.collect();
    (!rules.is_empty()).then_some(Node::Group(Group { rules, ..*group }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(metric: &str) -> String {
        format!(r#"{{"metric":"{metric}","operator":">","value":1}}"#)
    }

    fn parts(json: &str) -> Vec<[String; 3]> {
        let parts = Rule::parse(json).unwrap().parts().into_iter();
        parts.map(|part| [part.path, part.alone.to_json(), part.without.to_json()]).collect()
    }

    #[test]
    fn each_part_stands_alone_and_is_taken_out() {
        let (a, b, c) = (over("visits"), over("totalSpend"), over("averageOrderValue"));
        let inner = format!(r#"{{"logic":"OR","not":true,"rules":[{b},{c}]}}"#);
        let group = |parts: &[&str]| format!(r#"{{"logic":"AND","rules":[{}]}}"#, parts.join(","));
        let found = parts(&group(&[&a, &inner]));
        let only = |one: &str| format!(r#"{{"logic":"OR","not":true,"rules":[{one}]}}"#);
        assert_eq!(
            found,
            [
                ["rules[0]".into(), a.clone(), group(&[&inner])],
                ["rules[1]".into(), inner.clone(), group(&[&a])],
                ["rules[1].rules[0]".into(), b.clone(), group(&[&a, &only(&c)])],
                ["rules[1].rules[1]".into(), c.clone(), group(&[&a, &only(&b)])],
            ]
        );
    }

    #[test]
    fn a_group_that_is_left_empty_goes_too() {
        let everyone = r#"{"logic":"AND","rules":[]}"#;
        let (a, b) = (over("visits"), over("totalSpend"));
        let nested = format!(r#"{{"logic":"AND","rules":[{a},{{"logic":"OR","rules":[{b}]}}]}}"#);
        assert_eq!(parts(&nested)[2][2], format!(r#"{{"logic":"AND","rules":[{a}]}}"#));
        assert_eq!(parts(&a), [[String::new(), a.clone(), everyone.into()]]);
        assert_eq!(parts(&format!(r#"{{"logic":"OR","not":true,"rules":[{a}]}}"#))[0][2], everyone);
        assert!(parts(everyone).is_empty());
    }

    #[test]
    fn the_segments_of_a_rule_are_named_once() {
        let refers = |id: u8| format!(r#"{{"metric":"segment","operator":"in","value":"{id}"}}"#);
        let json = format!(
            r#"{{"logic":"AND","rules":[{},{{"logic":"OR","rules":[{},{}]}},{}]}}"#,
            refers(7),
            refers(3),
            refers(7),
            over("visits")
        );
        let segments = Rule::parse(&json).unwrap().segments();
        assert_eq!(segments.iter().map(|id| id.get()).collect::<Vec<_>>(), [3, 7]);
    }
}
