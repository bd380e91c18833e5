//! Whether a rule makes sense here: by the parser, and by what this workspace's customers have.

use domain::segment::rule::{OrderFilter, OrdersCondition};
use domain::segment::vocabulary::{Field, FieldEntry, Kind, Vocabulary};
use domain::segment::{Condition, Node, Rule, RuleError};
use serde_json::Value;

/// The rule, and what a person should look at in it; or what is wrong with it, in the parser's words.
pub(super) fn check(
    json: &str,
    vocabulary: &Vocabulary,
    items: &[String],
) -> Result<(Rule, Vec<String>), Vec<RuleError>> {
    let rule = Rule::parse(json)?;
    if rule.is_everyone() {
        // Said by whoever asks; it has nothing to look at.
        return Ok((rule, Vec::new()));
    }
    let mut judge = Judge { vocabulary, items, errors: Vec::new(), notes: Vec::new() };
    judge.groups(rule.root(), "");
    for (path, condition) in rule.conditions() {
        judge.condition(condition, &path);
    }
    if judge.errors.is_empty() { Ok((rule, judge.notes)) } else { Err(judge.errors) }
}

/// Lists of known values hold the most frequent of them: beyond, nobody can tell.
const MOST_KNOWN: usize = 200;

struct Judge<'a> {
    vocabulary: &'a Vocabulary,
    items: &'a [String],
    errors: Vec<RuleError>,
    notes: Vec<String>,
}

impl Judge<'_> {
    /// A group without rules is everyone or nobody: no person's words mean that in the middle of a rule.
    fn groups(&mut self, node: &Node, path: &str) {
        let Node::Group(group) = node else { return };
        let rules = if path.is_empty() { "rules".to_owned() } else { format!("{path}.rules") };
        if group.rules.is_empty() {
            self.errors.push(RuleError::new(rules, "empty_group", "expected at least one condition"));
            return;
        }
        for (index, part) in group.rules.iter().enumerate() {
            self.groups(part, &format!("{rules}[{index}]"));
        }
    }

    fn condition(&mut self, condition: &Condition, path: &str) {
        // What can be asked of a customer's past is the same in every workspace, but for what is sold there.
        if let Condition::Orders(orders) = condition {
            self.note_unknown_items(orders);
        }
        let Some(field) = condition.field() else { return };
        let name = field.name();
        let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        let Some(entry) = self.vocabulary.fields.iter().find(|entry| entry.name == name) else {
            let known = self.vocabulary.fields.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>();
            let message = format!("expected one of {}, got \"{name}\"", known.join(", "));
            self.errors.push(RuleError::new(at("metric"), "unknown_metric", message));
            return;
        };
        if let (Field::Attribute(_), Some(kinds)) = (&field, &entry.kinds) {
            let read_as = condition.kind().unwrap_or(Kind::Attribute);
            if !kinds.is_empty() && !matches!(read_as, Kind::Attribute) && !kinds.contains(&read_as) {
                let seen = kinds.iter().map(|kind| kind_name(*kind)).collect::<Vec<_>>().join(" or ");
                let message = format!("\"{name}\" is a {seen} here, not a {}", kind_name(read_as));
                self.errors.push(RuleError::new(at("value"), "wrong_type", message));
                return;
            }
        }
        self.note_unknown_values(condition, entry);
    }

    /// An item nobody bought, as far as that is known.
    fn note_unknown_items(&mut self, orders: &OrdersCondition) {
        if self.items.is_empty() || self.items.len() >= MOST_KNOWN {
            return;
        }
        for filter in &orders.filters {
            if let OrderFilter::Item { item, .. } = filter
                && !self.items.iter().any(|known| known.to_lowercase() == item.to_lowercase())
            {
                self.notes.push(format!("No item of an order is called “{item}” now."));
            }
        }
    }

    /// A tag nobody has is possible and matches nobody: worth a look.
    fn note_unknown_values(&mut self, condition: &Condition, entry: &FieldEntry) {
        let Some(known) = &entry.values else { return };
        if known.len() >= MOST_KNOWN || !matches!(condition, Condition::Text { .. } | Condition::Set { .. }) {
            return;
        }
        let written = written_texts(condition);
        for text in written {
            if !known.iter().any(|value| value.to_lowercase() == text.to_lowercase()) {
                self.notes.push(format!("No customer has “{text}” as {} now.", entry.label.to_lowercase()));
            }
        }
    }
}

/// The texts a condition compares wholly with; parts of texts are no values.
fn written_texts(condition: &Condition) -> Vec<String> {
    let json: Value = serde_json::from_str(&Rule::alone(condition).to_json()).unwrap_or_default();
    if !matches!(
        json["operator"].as_str(),
        Some("==" | "!=" | "in" | "notIn" | "has" | "hasAny" | "hasAll" | "hasNone")
    ) {
        return Vec::new();
    }
    match &json["value"] {
        Value::String(text) => vec![text.clone()],
        Value::Array(texts) => texts.iter().filter_map(|text| text.as_str().map(ToOwned::to_owned)).collect(),
        _ => Vec::new(),
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "number",
        Kind::Date => "date",
        Kind::Text => "text",
        Kind::Boolean => "true-or-false value",
        Kind::Set => "set",
        Kind::Attribute => "value",
    }
}
