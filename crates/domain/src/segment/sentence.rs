//! A rule read back as an English sentence.

mod history;
mod names;

pub use names::Names;

use super::rule::{Condition, Group, Logic, Moment, Node, Rule, Span, Written};

/// The rule as a sentence without a full stop: `Customers where total spend is more than 100 and (...)`. What it refers to
/// is called as `names` says.
pub fn sentence(rule: &Rule, names: &Names) -> String {
    match rule.root() {
        Node::Group(Group { logic, not, rules }) if rules.is_empty() => {
            if (*logic == Logic::And) == *not { "Nobody" } else { "Everyone" }.to_owned()
        }
        Node::Group(group) if !group.not => format!("Customers where {}", joined(group, names)),
        root => format!("Customers where {}", part(root, names)),
    }
}

/// One condition as a clause: `the city is “Rome”`. Field and operator in the words of the vocabulary.
pub fn clause(condition: &Condition, names: &Names) -> String {
    let asked = match condition {
        Condition::Campaign(condition) => return history::campaign(condition, names),
        Condition::Segment(condition) => return history::segment(condition, names),
        Condition::Orders(condition) => history::orders(condition),
        _ => {
            let phrase = condition.field().map(|field| field.phrase()).unwrap_or_default();
            format!("{phrase} {}", condition.label().unwrap_or_default())
        }
    };
    match condition.value() {
        Some(value) => format!("{asked} {}", in_words(value)),
        None => asked,
    }
}

/// A part of a rule, in words.
pub fn part(node: &Node, names: &Names) -> String {
    match node {
        Node::Condition(condition) => clause(condition, names),
        Node::Group(group) if group.not => format!("not ({})", joined(group, names)),
        Node::Group(group) if group.rules.len() == 1 => joined(group, names),
        Node::Group(group) => format!("({})", joined(group, names)),
    }
}

fn joined(group: &Group, names: &Names) -> String {
    let (word, of_nothing) = match group.logic {
        Logic::And => (" and ", "everyone"),
        Logic::Or => (" or ", "nobody"),
    };
    if group.rules.is_empty() {
        return of_nothing.to_owned();
    }
    group.rules.iter().map(|node| part(node, names)).collect::<Vec<_>>().join(word)
}

fn in_words(value: Written<'_>) -> String {
    match value {
        Written::Number(n) => grouped(n),
        Written::Numbers(low, high) => format!("{} and {}", grouped(low), grouped(high)),
        Written::Date(at) => moment(at),
        Written::Dates(first, last) => format!("{} and {}", moment(first), moment(last)),
        Written::Span(span) => stretch(span),
        Written::Text(text) => quoted(text),
        Written::Texts(texts) => listed(texts),
        Written::Boolean(value) => value.to_string(),
        Written::Id(id) => id.to_string(),
    }
}

fn quoted(text: &str) -> String {
    format!("“{text}”")
}

/// The first few texts, and how many more there are.
fn listed(texts: &[Box<str>]) -> String {
    const NAMED: usize = 5;
    let named = texts.iter().take(NAMED).map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
    match texts.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn moment(at: Moment) -> String {
    match at {
        Moment::Day(day) => day.strftime("%-d %B %Y").to_string(),
        Moment::Instant(at) => at.to_string(),
    }
}

fn stretch(span: Span) -> String {
    let (amount, unit) = match span {
        Span::Days(days) => (days, "day"),
        Span::Hours(hours) => (hours, "hour"),
    };
    let plural = if amount == 1 { "" } else { "s" };
    format!("{} {unit}{plural}", grouped(f64::from(amount)))
}

/// A number with its thousands set apart: `12,400.5`.
fn grouped(number: f64) -> String {
    let text = number.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut spaced = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced + fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CampaignId, SegmentId};

    fn read(json: &str) -> String {
        let segment = (SegmentId::from_i64(5).unwrap(), "Regulars".to_owned());
        let campaign = (CampaignId::from_i64(7).unwrap(), "Spring".to_owned());
        sentence(&Rule::parse(json).unwrap(), &Names::told([segment], [campaign]))
    }

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let json = r#"{"logic":"AND","rules":[
            {"metric":"totalSpend","operator":">","value":10000},
            {"logic":"OR","not":true,"rules":[
                {"metric":"visits","operator":"<","value":3},
                {"metric":"lastPurchased","operator":"olderThan","value":{"days":90}}]},
            {"metric":"tags","operator":"hasAny","value":["vip","gold"]}]}"#;
        assert_eq!(
            read(json),
            "Customers where total spend is more than 10,000 and not (the number of orders is less than 3 or \
             the last order is older than 90 days) and the tags include any of “vip”, “gold”"
        );
    }

    #[test]
    fn rules_without_conditions_name_everyone_or_nobody() {
        assert_eq!(read(r#"{"logic":"AND","rules":[]}"#), "Everyone");
        assert_eq!(read(r#"{"logic":"OR","rules":[]}"#), "Nobody");
        assert_eq!(read(r#"{"logic":"AND","not":true,"rules":[]}"#), "Nobody");
        assert_eq!(read(r#"{"logic":"OR","not":true,"rules":[]}"#), "Everyone");
    }

    #[test]
    fn every_kind_of_value_is_written_for_people() {
        let clauses = [
            (
                r#"{"metric":"averageOrderValue","operator":"between","value":[-1234567.5,0]}"#,
                "the average order value is between -1,234,567.5 and 0",
            ),
            (
                r#"{"metric":"firstPurchased","operator":">=","value":"2024-02-01"}"#,
                "the first order is on or after 1 February 2024",
            ),
            (
                r#"{"metric":"createdAt","operator":"withinLast","value":{"hours":1}}"#,
                "the date added is within the last 1 hour",
            ),
            (
                r#"{"metric":"createdAt","operator":"<","value":"2024-02-01T10:00:00+01:00"}"#,
                "the date added is before 2024-02-01T09:00:00.000Z",
            ),
            (
                r#"{"metric":"city","operator":"in","value":["a","b","c","d","e","f","g"]}"#,
                "the city is one of “a”, “b”, “c”, “d”, “e” and 2 more",
            ),
            (r#"{"metric":"attributes.vip","operator":"!=","value":true}"#, "the attribute vip is not true"),
            (r#"{"metric":"email","operator":"isNotEmpty"}"#, "the email has a value"),
            (r#"{"metric":"tags","operator":"isEmpty"}"#, "the tags have no value"),
            (
                r#"{"metric":"orders","measure":"count","operator":">=","value":2,"within":{"days":90},
                    "where":[{"metric":"item","operator":"==","value":"Coffee"},
                        {"metric":"amount","operator":">=","value":50}]}"#,
                "the number of orders with the item “Coffee”, with an amount that is at least 50, within the last \
                 90 days, is at least 2",
            ),
            (
                r#"{"metric":"orders","measure":"max","operator":"isEmpty"}"#,
                "the largest of orders has no value",
            ),
            (
                r#"{"metric":"orders","measure":"sum","operator":"between","value":[1,2],
                    "within":{"between":["1998-01-01","1998-12-31"]},
                    "where":[{"metric":"status","operator":"!=","value":"Placed"}]}"#,
                "the sum of orders without the status Placed, between 1 January 1998 and 31 December 1998, is \
                 between 1 and 2",
            ),
            (
                r#"{"metric":"campaign","measure":"enrolled","operator":"is","value":"7","within":{"after":"1998-12-31"}}"#,
                "they were enrolled in the campaign “Spring” after 31 December 1998",
            ),
            (
                r#"{"metric":"campaign","measure":"failed","operator":"isNot","value":"any"}"#,
                "no message of any campaign to them failed",
            ),
            (
                r#"{"metric":"segment","operator":"notIn","value":"5"}"#,
                "they are not in the segment “Regulars”",
            ),
        ];
        for (json, words) in clauses {
            assert_eq!(read(json), format!("Customers where {words}"));
        }
    }

    #[test]
    fn what_is_gone_or_not_to_be_told_has_no_name() {
        let segment = r#"{"metric":"segment","operator":"in","value":"6"}"#;
        let campaign = r#"{"metric":"campaign","measure":"sent","operator":"is","value":"6"}"#;
        assert_eq!(read(segment), "Customers where they are in a segment that is gone");
        assert_eq!(read(campaign), "Customers where a message of a campaign that is gone to them was sent");
        let withheld = |json: &str| sentence(&Rule::parse(json).unwrap(), &Names::Withheld);
        assert_eq!(withheld(segment), "Customers where they are in a saved segment");
        assert_eq!(withheld(campaign), "Customers where a message of a certain campaign to them was sent");
    }
}
