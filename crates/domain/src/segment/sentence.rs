//! A rule read back as an English sentence.

use super::rule::{
    AttributeTest, BooleanTest, Condition, DateTest, Group, Logic, Moment, Node, NumberTest, Rule, SetTest,
    Span, TextTest,
};
use super::vocabulary::Field;

/// The rule as a sentence without a full stop: `Customers where total spend is more than 100 and (...)`.
pub fn sentence(rule: &Rule) -> String {
    match rule.root() {
        Node::Group(Group { logic, not, rules }) if rules.is_empty() => {
            if (*logic == Logic::And) == *not { "Nobody" } else { "Everyone" }.to_owned()
        }
        Node::Group(group) if !group.not => format!("Customers where {}", joined(group)),
        root => format!("Customers where {}", part(root)),
    }
}

/// One condition as a clause: `the city is “Rome”`.
pub fn clause(condition: &Condition) -> String {
    let field = condition.field();
    let phrase = field.phrase();
    match condition {
        Condition::Number { test, .. } => format!("{phrase} {}", number(test)),
        Condition::Date { test, .. } => format!("{phrase} {}", date(test)),
        Condition::Text { test, .. } => format!("{phrase} {}", text(test)),
        Condition::Set { test, .. } => format!("{phrase} {}", set(test)),
        Condition::Attribute { test, .. } => match test {
            AttributeTest::Number(test) => format!("{phrase} {}", number(test)),
            AttributeTest::Date(test) => format!("{phrase} {}", date(test)),
            AttributeTest::Text(test) => format!("{phrase} {}", text(test)),
            AttributeTest::Boolean(BooleanTest::Equal(value)) => format!("{phrase} is {value}"),
            AttributeTest::Boolean(BooleanTest::NotEqual(value)) => format!("{phrase} is not {value}"),
        },
        Condition::Presence { field: Field::Set(_), empty } => {
            format!("{phrase} {} missing", if *empty { "are" } else { "are not" })
        }
        Condition::Presence { empty, .. } => {
            format!("{phrase} {} missing", if *empty { "is" } else { "is not" })
        }
    }
}

fn part(node: &Node) -> String {
    match node {
        Node::Condition(condition) => clause(condition),
        Node::Group(group) if group.not => format!("not ({})", joined(group)),
        Node::Group(group) if group.rules.len() == 1 => joined(group),
        Node::Group(group) => format!("({})", joined(group)),
    }
}

fn joined(group: &Group) -> String {
    let (word, of_nothing) = match group.logic {
        Logic::And => (" and ", "everyone"),
        Logic::Or => (" or ", "nobody"),
    };
    if group.rules.is_empty() {
        return of_nothing.to_owned();
    }
    group.rules.iter().map(part).collect::<Vec<_>>().join(word)
}

fn number(test: &NumberTest) -> String {
    match *test {
        NumberTest::Equal(n) => format!("is {}", grouped(n)),
        NumberTest::NotEqual(n) => format!("is not {}", grouped(n)),
        NumberTest::More(n) => format!("is more than {}", grouped(n)),
        NumberTest::AtLeast(n) => format!("is at least {}", grouped(n)),
        NumberTest::Less(n) => format!("is less than {}", grouped(n)),
        NumberTest::AtMost(n) => format!("is at most {}", grouped(n)),
        NumberTest::Between(low, high) => format!("is between {} and {}", grouped(low), grouped(high)),
    }
}

fn date(test: &DateTest) -> String {
    match *test {
        DateTest::Equal(at) => format!("is {}", on(at)),
        DateTest::NotEqual(at) => format!("is not {}", on(at)),
        DateTest::More(at) => format!("is after {}", moment(at)),
        DateTest::AtLeast(at) => format!("is {} or later", on(at)),
        DateTest::Less(at) => format!("is before {}", moment(at)),
        DateTest::AtMost(at) => format!("is {} or earlier", on(at)),
        DateTest::Between(first, last) => format!("is between {} and {}", moment(first), moment(last)),
        DateTest::WithinLast(span) => format!("is within the last {}", stretch(span)),
        DateTest::OlderThan(span) => format!("is at least {} ago", stretch(span)),
    }
}

fn text(asked: &TextTest) -> String {
    match asked {
        TextTest::Equal(text) => format!("is {}", quoted(text)),
        TextTest::NotEqual(text) => format!("is not {}", quoted(text)),
        TextTest::Contains(text) => format!("contains {}", quoted(text)),
        TextTest::NotContains(text) => format!("does not contain {}", quoted(text)),
        TextTest::StartsWith(text) => format!("starts with {}", quoted(text)),
        TextTest::EndsWith(text) => format!("ends with {}", quoted(text)),
        TextTest::In(texts) => format!("is one of {}", listed(texts)),
        TextTest::NotIn(texts) => format!("is none of {}", listed(texts)),
    }
}

fn set(asked: &SetTest) -> String {
    match asked {
        SetTest::Has(text) => format!("include {}", quoted(text)),
        SetTest::HasAny(texts) => format!("include any of {}", listed(texts)),
        SetTest::HasAll(texts) => format!("include all of {}", listed(texts)),
        SetTest::HasNone(texts) => format!("include none of {}", listed(texts)),
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

fn on(at: Moment) -> String {
    match at {
        Moment::Day(_) => format!("on {}", moment(at)),
        Moment::Instant(_) => format!("at {}", moment(at)),
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

    fn read(json: &str) -> String {
        sentence(&Rule::parse(json).unwrap())
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
             the last order is at least 90 days ago) and the tags include any of “vip”, “gold”"
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
                "the first order is on 1 February 2024 or later",
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
            (r#"{"metric":"email","operator":"isNotEmpty"}"#, "the email is not missing"),
            (r#"{"metric":"tags","operator":"isEmpty"}"#, "the tags are missing"),
        ];
        for (json, words) in clauses {
            assert_eq!(read(json), format!("Customers where {words}"));
        }
    }
}
