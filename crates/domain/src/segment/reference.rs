//! The rule language for people, written from the vocabulary: every operator with an example that parses.

use std::fmt::Write as _;

use super::rule::Rule;
use super::sentence::{Names, sentence};
use super::vocabulary::history::{ANY, CAMPAIGN, ORDERS, SEGMENT};
use super::vocabulary::{
    CampaignMeasure, CampaignOperator, FieldEntry, Kind, LIMITS, Operator, OrderField, OrderMeasure,
    SegmentOperator, Shape, Vocabulary,
};
use crate::SegmentId;
use crate::order::OrderStatus;

const INTRODUCTION: &str = "# The rule language

This page is written from the program's own vocabulary (`make openapi`), and every example in it is read by its parser.
`GET /api/segments/vocabulary` gives the same lists to programs, with the values that a workspace's customers have.

A rule is a **group** or a **condition**. It is what `POST /api/campaigns/preview` and `POST /api/segments` take:

```json
{\"logic\": \"AND\", \"rules\": [
  {\"metric\": \"totalSpend\", \"operator\": \">\", \"value\": 100},
  {\"logic\": \"OR\", \"not\": true, \"rules\": [
    {\"metric\": \"visits\", \"operator\": \"<\", \"value\": 3},
    {\"metric\": \"lastPurchased\", \"operator\": \"olderThan\", \"value\": {\"days\": 90}}]}]}
```

- `logic` is `AND` or `OR`. A group without rules is everyone under `AND` and nobody under `OR`.
- `\"not\": true` makes a group its exact complement.
- A customer without a value, or with one of another type, fails every positive operator; `!=`, `notContains`, `notIn`,
  `hasNone`, `isNot` and `isEmpty` are exactly *not* their twin, so such a customer passes them.
- A date without time stands for the whole day in the workspace's time zone. A time is RFC 3339. A day of `withinLast`,
  `olderThan` and `within` is 24 hours, counted from the instant of the question.
- Texts are compared in Unicode NFC and lower case. Money is in major units, net of refunds.
- Zones are those of the time zone database that the program carries, which may be newer than the machine's.
- A date without time in an attribute is that day in the workspace's zone when it is asked; the date of an order was made an
  instant when it came. A value that reads as a date makes `==` and `!=` on an attribute a question about dates.
- A campaign that is not there has done nothing for anybody; a segment that is not there is refused.
- What makes no sense is refused with 422, and each error names its place: `rules[1].rules[0].operator`.
";

/// The page: `docs/rules.md`.
pub fn reference() -> String {
    let mut page = String::from(INTRODUCTION);
    fields(&mut page);
    for kind in [Kind::Number, Kind::Date, Kind::Text, Kind::Set, Kind::Boolean] {
        operators(&mut page, kind);
    }
    orders(&mut page);
    campaigns(&mut page);
    segments(&mut page);
    limits(&mut page);
    page
}

fn fields(page: &mut String) {
    page.push_str("\n## Fields\n\n| metric | called | kind | can be missing |\n|---|---|---|---|\n");
    for FieldEntry { name, label, kind, optional, .. } in Vocabulary::standard().fields {
        line(page, &[&code(&name), &label, word(kind), if optional { "yes" } else { "no" }]);
    }
    line(page, &["`attributes.NAME`", "the shop's own", "number, date, text or boolean", "yes"]);
}

/// The operators of one kind of field, each with an example.
fn operators(page: &mut String, kind: Kind) {
    let _ = write!(page, "\n## Operators of a {}\n\n", word(kind));
    head(page);
    for operator in Operator::ALL.into_iter().filter(|operator| operator.kinds().contains(&kind)) {
        example(page, operator.name(), &condition(kind, operator));
    }
}

/// A condition that asks a field of a kind with an operator.
fn condition(kind: Kind, operator: Operator) -> String {
    let field = match kind {
        Kind::Number if operator.asks_presence() => "averageOrderValue",
        Kind::Number => "totalSpend",
        Kind::Date => "lastPurchased",
        Kind::Text => "city",
        Kind::Set => "tags",
        Kind::Boolean | Kind::Attribute => "attributes.newsletter",
    };
    let [one, two] = match kind {
        Kind::Number => ["100", "250"],
        Kind::Date => [r#""2024-01-01""#, r#""2024-06-30""#],
        Kind::Text => [r#""Rome""#, r#""Oslo""#],
        Kind::Set => [r#""vip""#, r#""wholesale""#],
        Kind::Boolean | Kind::Attribute => ["true", "false"],
    };
    let value = match operator.shape() {
        Shape::None => String::new(),
        Shape::One => format!(r#", "value": {one}"#),
        Shape::Two | Shape::List => format!(r#", "value": [{one}, {two}]"#),
        Shape::Duration => r#", "value": {"days": 90}"#.to_owned(),
    };
    format!(r#"{{"metric": "{field}", "operator": "{}"{value}}}"#, operator.name())
}

fn orders(page: &mut String) {
    page.push_str(
        "\n## Orders\n\nA condition about orders measures those that it looks at: all that count, unless `where` and \
         `within` narrow them. The number is compared with any operator of a number. `count` and `sum` of nothing are 0; \
         the others are missing then, and can be asked `isEmpty` and `isNotEmpty`.\n\n",
    );
    head(page);
    for measure in OrderMeasure::ALL {
        let value = if *measure == OrderMeasure::Count { "2" } else { "50" };
        let json = asked_orders(measure.name(), value, "");
        example(page, measure.name(), &json);
    }
    page.push_str("\n`where` holds conditions that all hold of an order:\n\n");
    head(page);
    let status = OrderStatus::ALL[0].as_str();
    for field in OrderField::ALL {
        let wanted = match field {
            OrderField::Item => r#""operator": "==", "value": "Coffee""#.to_owned(),
            OrderField::Amount => r#""operator": ">=", "value": 50"#.to_owned(),
            OrderField::Status => format!(r#""operator": "!=", "value": "{status}""#),
        };
        let filter = format!(r#", "where": [{{"metric": "{}", {wanted}}}]"#, field.name());
        example(page, field.name(), &asked_orders("count", "2", &filter));
    }
    page.push_str(
        "\nAn item is found by its name or its stock keeping unit. A condition without one about the status looks at \
         orders that count: all but the cancelled ones. `within` is a stretch of time:\n\n",
    );
    head(page);
    for (name, within) in [
        ("days", r#"{"days": 90}"#),
        ("hours", r#"{"hours": 6}"#),
        ("between", r#"{"between": ["2024-01-01", "2024-06-30"]}"#),
        ("before", r#"{"before": "2024-01-01"}"#),
        ("after", r#"{"after": "2024-06-30"}"#),
    ] {
        example(page, name, &asked_orders("sum", "50", &format!(r#", "within": {within}"#)));
    }
}

fn asked_orders(measure: &str, value: &str, more: &str) -> String {
    format!(r#"{{"metric": "{ORDERS}", "measure": "{measure}", "operator": ">=", "value": {value}{more}}}"#)
}

fn campaigns(page: &mut String) {
    let _ = write!(
        page,
        "\n## Campaigns\n\nWhat a campaign did for a customer, by its id, or any of them with `\"{ANY}\"`; `within` as of \
         orders. Operators: {}.\n\n",
        codes(CampaignOperator::ALL.iter().map(|operator| operator.name()))
    );
    head(page);
    for measure in CampaignMeasure::ALL {
        let json = format!(
            r#"{{"metric": "{CAMPAIGN}", "measure": "{}", "operator": "{}", "value": "{ANY}", "within": {{"days": 30}}}}"#,
            measure.name(),
            CampaignOperator::ALL[0].name()
        );
        example(page, measure.name(), &json);
    }
}

fn segments(page: &mut String) {
    page.push_str(
        "\n## Segments\n\nWhether a customer belongs to a saved segment, by its id. A segment may refer to others, and \
         not to itself by whatever way.\n\n",
    );
    head(page);
    for operator in SegmentOperator::ALL {
        let name = operator.name();
        example(page, name, &format!(r#"{{"metric": "{SEGMENT}", "operator": "{name}", "value": "7"}}"#));
    }
}

fn limits(page: &mut String) {
    let _ = write!(
        page,
        "\n## Limits\n\nOf a rule together with the segments it refers to, each counted once: {} groups inside each other \
         and {} conditions, those of `where` included. Of a rule itself: {} values in a list, {} characters in a text, \
         {} bytes.\n",
        LIMITS.depth, LIMITS.conditions, LIMITS.list_values, LIMITS.text_length, LIMITS.bytes
    );
}

fn head(page: &mut String) {
    page.push_str("| | example | reads |\n|---|---|---|\n");
}

/// A line with an example and what it reads; without those, if it does not parse, which a test refuses.
fn example(page: &mut String, name: &str, json: &str) {
    let regulars = SegmentId::from_i64(7).map(|id| (id, "Regulars".to_owned()));
    let names = Names::told(regulars, []);
    let read = Rule::parse(json).map(|rule| sentence(&rule, &names)).unwrap_or_default();
    line(page, &[&code(name), &code(json), &read]);
}

fn line(page: &mut String, cells: &[&str]) {
    let _ = writeln!(page, "| {} |", cells.join(" | "));
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn codes<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.map(code).collect::<Vec<_>>().join(", ")
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "number",
        Kind::Date => "date",
        Kind::Text => "text",
        Kind::Boolean => "boolean",
        Kind::Set => "set",
        Kind::Attribute => "attribute",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_language_has_an_example_that_parses() {
        let page = reference();
        let examples: Vec<_> =
            page.lines().filter(|line| line.starts_with("| `") && line.contains("{\"metric")).collect();
        for line in &examples {
            let json = line.split('`').nth(3).unwrap();
            assert!(Rule::parse(json).is_ok(), "{json}");
            assert!(line.contains("| Customers where "), "{line}");
        }
        let names = Operator::ALL.into_iter().map(Operator::name);
        let names = names.chain(OrderMeasure::ALL.iter().map(|measure| measure.name()));
        let names = names.chain(OrderField::ALL.iter().map(|field| field.name()));
        let names = names.chain(CampaignMeasure::ALL.iter().map(|measure| measure.name()));
        for name in names.chain(SegmentOperator::ALL.iter().map(|operator| operator.name())) {
            assert!(examples.iter().any(|line| line.starts_with(&format!("| `{name}` |"))), "{name}");
        }
    }
}
