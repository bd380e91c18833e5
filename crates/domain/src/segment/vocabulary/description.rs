//! The vocabulary as `GET /api/segments/vocabulary` gives it, for rule builders.

use std::collections::BTreeMap;

use serde::Serialize;

use super::history::{ANY, CAMPAIGN, ORDERS, SEGMENT};
use super::{
    AttributeName, CampaignMeasure, CampaignOperator, Field, Kind, LIMITS, Limits, Operator, OrderField,
    OrderMeasure, SegmentOperator, Shape, Unit,
};
use crate::order::OrderStatus;

/// Everything a rule builder needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Vocabulary {
    /// What can be asked about.
    pub fields: Vec<FieldEntry>,
    /// How it can be asked.
    pub operators: Vec<OperatorEntry>,
    /// What can be asked about a customer's past: orders, campaigns, saved segments.
    pub history: Vec<HistoryEntry>,
    /// How much can be asked.
    pub limits: Limits,
}

/// Something of a customer's past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// The `metric` of a condition.
    pub name: &'static str,
    /// For the screen.
    pub label: &'static str,
    /// The `measure` of a condition; none where it takes none.
    pub measures: Vec<MeasureEntry>,
    /// The names of its operators, where they are not those of its measure.
    pub operators: Vec<WordEntry>,
    /// What decides which orders are looked at: the conditions of `where`.
    #[serde(rename = "where")]
    pub filters: Vec<FilterEntry>,
    /// True if it can be asked of a stretch of time: `{"days": n}`, `{"hours": n}`, `{"between": [a, b]}`,
    /// `{"before": date}`, `{"after": date}`.
    pub within: bool,
    /// The value that means every one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<&'static str>,
}

/// What is asked of somebody's past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeasureEntry {
    /// The `measure` of a condition.
    pub name: &'static str,
    /// For the screen.
    pub label: &'static str,
    /// What its number counts; `null` if it is no number.
    pub unit: Option<Unit>,
    /// The names of the operators that apply to its number.
    pub operators: Vec<&'static str>,
}

/// A word of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordEntry {
    /// In a condition.
    pub name: &'static str,
    /// For the screen.
    pub label: &'static str,
}

/// What decides which orders a condition looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FilterEntry {
    /// The `metric` inside `where`.
    pub name: &'static str,
    /// For the screen.
    pub label: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// The names of its operators.
    pub operators: Vec<&'static str>,
    /// The values there are, if they are few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<&'static str>>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldEntry {
    /// The `metric` of a condition.
    pub name: String,
    /// For the screen.
    pub label: String,
    /// Decides which operators apply.
    pub kind: Kind,
    /// What its number counts; `null` if it is no number, or nobody knows.
    pub unit: Option<Unit>,
    /// True if a customer can be without it.
    pub optional: bool,
    /// The names of the operators that apply.
    pub operators: Vec<&'static str>,
    /// Values customers are known to have, most frequent first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// As what an attribute was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<Kind>>,
}

/// One operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatorEntry {
    /// The `operator` of a condition.
    pub name: &'static str,
    /// For the screen, where the kind is not known.
    pub label: &'static str,
    /// For the screen, by the kind of value: a date is *after* what a number is *more than*.
    pub labels: BTreeMap<Kind, &'static str>,
    /// The kinds of field it applies to.
    pub kinds: &'static [Kind],
    /// The shape of the condition's `value`.
    pub value: Shape,
}

impl Vocabulary {
    /// What every workspace has: no known values, no attributes.
    pub fn standard() -> Self {
        let entry = |operator: Operator| OperatorEntry {
            name: operator.name(),
            label: operator.label(),
            labels: operator.kinds().iter().map(|kind| (*kind, operator.label_for(*kind))).collect(),
            kinds: operator.kinds(),
            value: operator.shape(),
        };
        Self {
            fields: Field::named().map(|field| FieldEntry::of(&field)).collect(),
            operators: Operator::ALL.into_iter().map(entry).collect(),
            history: vec![HistoryEntry::orders(), HistoryEntry::campaign(), HistoryEntry::segment()],
            limits: LIMITS,
        }
    }

    /// Adds the values customers are known to have in a field; an unknown field changes nothing.
    #[must_use]
    pub fn with_values(mut self, field: &str, values: Vec<String>) -> Self {
        if let Some(entry) = self.fields.iter_mut().find(|entry| entry.name == field) {
            entry.values = Some(values);
        }
        self
    }

    /// Adds an attribute and the kinds its values were seen to have. Only the operators of those kinds are
    /// offered, since the others would match nobody (or everybody).
    #[must_use]
    pub fn with_attribute(mut self, name: AttributeName, seen: &[Kind]) -> Self {
        let mut entry = FieldEntry::of(&Field::Attribute(name));
        if !seen.is_empty() {
            let offered = |operator: &Operator| operator.kinds().iter().any(|kind| seen.contains(kind));
            entry.operators = Operator::ALL.into_iter().filter(offered).map(Operator::name).collect();
        }
        entry.kinds = Some(seen.to_vec());
        self.fields.push(entry);
        self
    }
}

impl HistoryEntry {
    fn orders() -> Self {
        let measure = |measure: &OrderMeasure| MeasureEntry {
            name: measure.name(),
            label: measure.label(),
            unit: Some(measure.unit()),
            operators: of_numbers(measure.optional()),
        };
        Self {
            name: ORDERS,
            label: "Orders",
            measures: OrderMeasure::ALL.iter().map(measure).collect(),
            operators: Vec::new(),
            filters: OrderField::ALL.iter().copied().map(FilterEntry::of).collect(),
            within: true,
            any: None,
        }
    }

    fn campaign() -> Self {
        let measure = |measure: &CampaignMeasure| MeasureEntry {
            name: measure.name(),
            label: measure.label(),
            unit: None,
            operators: Vec::new(),
        };
        let word = |word: &CampaignOperator| WordEntry { name: word.name(), label: word.label() };
        Self {
            name: CAMPAIGN,
            label: "Campaign",
            measures: CampaignMeasure::ALL.iter().map(measure).collect(),
            operators: CampaignOperator::ALL.iter().map(word).collect(),
            filters: Vec::new(),
            within: true,
            any: Some(ANY),
        }
    }

    fn segment() -> Self {
        let word = |word: &SegmentOperator| WordEntry { name: word.name(), label: word.label() };
        Self {
            name: SEGMENT,
            label: "Segment",
            measures: Vec::new(),
            operators: SegmentOperator::ALL.iter().map(word).collect(),
            filters: Vec::new(),
            within: false,
            any: None,
        }
    }
}

impl FilterEntry {
    fn of(field: OrderField) -> Self {
        let equality = || vec![Operator::Equal.name(), Operator::NotEqual.name()];
        let (kind, operators, values) = match field {
            OrderField::Item => (Kind::Text, equality(), None),
            OrderField::Amount => (Kind::Number, of_numbers(false), None),
            OrderField::Status => {
                (Kind::Text, equality(), Some(OrderStatus::ALL.map(OrderStatus::as_str).to_vec()))
            }
        };
        Self { name: field.name(), label: field.label(), kind, operators, values }
    }
}

/// The operators of a number.
fn of_numbers(optional: bool) -> Vec<&'static str> {
    let applies = |operator: &Operator| {
        operator.kinds().contains(&Kind::Number) && (optional || !operator.asks_presence())
    };
    Operator::ALL.into_iter().filter(applies).map(Operator::name).collect()
}

impl FieldEntry {
    /// What is known of a field in every workspace.
    pub fn of(field: &Field) -> Self {
        Self {
            name: field.name(),
            label: field.label().to_owned(),
            kind: field.kind(),
            unit: field.unit(),
            optional: field.optional(),
            operators: field.operators().map(Operator::name).collect(),
            values: None,
            kinds: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_vocabulary_reads_as_the_contract_says() {
        let vocabulary = Vocabulary::standard()
            .with_values("city", vec!["Rome".into()])
            .with_attribute(AttributeName::parse("vip").unwrap(), &[Kind::Boolean]);
        let json = serde_json::to_value(&vocabulary).unwrap();
        let field = |name: &str| {
            json["fields"].as_array().unwrap().iter().find(|field| field["name"] == name).unwrap().clone()
        };
        assert_eq!(
            field("totalSpend"),
            json!({"name": "totalSpend", "label": "Total spend", "kind": "number", "unit": "money",
                "optional": false, "operators": ["==", "!=", ">", ">=", "<", "<=", "between"]})
        );
        assert_eq!(field("city")["values"], json!(["Rome"]));
        assert_eq!(
            field("attributes.vip"),
            json!({"name": "attributes.vip", "label": "vip", "kind": "attribute", "unit": null, "optional": true,
                "operators": ["==", "!=", "isEmpty", "isNotEmpty"], "kinds": ["boolean"]})
        );
        assert_eq!(
            json["operators"][7],
            json!({"name": "withinLast", "label": "is within the last", "labels": {"date": "is within the last"},
                "kinds": ["date"], "value": "duration"})
        );
        assert_eq!(json["operators"][2]["labels"], json!({"number": "is more than", "date": "is after"}));
        let history = json["history"].as_array().unwrap();
        assert_eq!(
            history[0]["measures"][4],
            json!({"name": "max", "label": "Largest order", "unit": "money",
                "operators": ["==", "!=", ">", ">=", "<", "<=", "between", "isEmpty", "isNotEmpty"]})
        );
        assert_eq!(
            history[0]["where"][2],
            json!({"name": "status", "label": "Status", "kind": "text", "operators": ["==", "!="],
                "values": ["Placed", "Completed", "Cancelled"]})
        );
        assert_eq!(
            history[1]["operators"],
            json!([{"name": "is", "label": "is"}, {"name": "isNot", "label": "is not"}])
        );
        assert_eq!((&history[1]["any"], &history[2]["name"]), (&json!("any"), &json!("segment")));
        assert_eq!(
            json["limits"],
            json!({"depth": 8, "conditions": 100, "listValues": 1000, "textLength": 256, "bytes": 65536})
        );
    }
}
