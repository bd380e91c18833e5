//! The shape of rules and of their explanations, for the API's document. What is really taken is decided by `domain::segment`.

#![allow(dead_code, reason = "these types are read by the document only")]

use serde::Serialize;
use utoipa::ToSchema;

/// A rule: a group of rules, or one condition. `GET /api/segments/vocabulary` lists metrics and operators.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(no_recursion)]
pub(crate) enum Rule {
    Group(RuleGroup),
    Condition(RuleCondition),
}

/// Rules joined by AND or OR. Without any, AND is everyone and OR is nobody.
#[derive(Serialize, ToSchema)]
#[schema(no_recursion)]
pub(crate) struct RuleGroup {
    /// `AND` or `OR`.
    #[schema(example = "AND")]
    logic: String,
    /// True for the exact complement.
    #[schema(default = false)]
    not: Option<bool>,
    rules: Vec<Rule>,
}

/// One condition, about a field or about a customer's past: `orders`, `campaign`, `segment`.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleCondition {
    /// `totalSpend`, `visits`, `tags`, `attributes.size`, `orders`, `campaign`, `segment`, …
    #[schema(example = "totalSpend")]
    metric: String,
    /// For `orders`: `count`, `sum`, `average`, `min` or `max`. For `campaign`: `enrolled`, `sent` or `failed`.
    measure: Option<String>,
    #[schema(example = ">")]
    operator: String,
    /// A number, text, boolean, date, list, pair, or `{"days": 90}`; absent where the operator needs none.
    #[schema(value_type = Option<Value>, example = 100)]
    value: Option<serde_json::Value>,
    /// For `orders` and `campaign`: when it happened; at any time if absent.
    within: Option<RuleStretch>,
    /// For `orders`: which of them are looked at; all of these hold. Without one about the status: those that count.
    r#where: Option<Vec<RuleOrderFilter>>,
}

/// A stretch of time, by exactly one of its members. A date without time stands for the whole day.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleStretch {
    /// The last so many days up to now, each of 24 hours.
    #[schema(minimum = 1, example = 90)]
    days: Option<u32>,
    /// The last so many hours up to now.
    #[schema(minimum = 1)]
    hours: Option<u32>,
    /// From the one to the other, both included.
    #[schema(min_items = 2, max_items = 2)]
    between: Option<Vec<String>>,
    /// Before this date.
    before: Option<String>,
    /// After this date.
    after: Option<String>,
}

/// Which orders a condition looks at.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleOrderFilter {
    /// `item`, `amount` or `status`.
    #[schema(example = "item")]
    metric: String,
    #[schema(example = "==")]
    operator: String,
    /// The name or the stock keeping unit of an item; an amount net of refunds; a status.
    #[schema(value_type = Value, example = "Coffee")]
    value: serde_json::Value,
}

/// A part of a rule, answered for one customer: a group with its parts, or a condition with what it saw.
#[derive(Serialize, ToSchema)]
#[schema(no_recursion)]
pub(crate) struct ExplainedPart {
    /// Where it stands in the rule, as errors name it.
    #[schema(example = "rules[0]")]
    path: String,
    /// Whether it holds for the customer, `not` considered.
    holds: bool,
    /// What it asks, in words.
    #[schema(example = "total spend is more than 100")]
    sentence: String,
    /// Of a group: `AND` or `OR`.
    logic: Option<String>,
    /// Of a group: true if the answer was turned around.
    not: Option<bool>,
    /// Of a group: its parts, all of them.
    rules: Option<Vec<ExplainedPart>>,
    /// Of a condition: the customer's value, `null` if there is none. Of one about orders:
    /// `{value, count, sum, first, last}` of those it looks at. Of one about campaigns: `[{campaign, enrolledAt, sentAt,
    /// failedAt}]`. Of one about a segment: whether they belong to it.
    #[schema(value_type = Option<Value>)]
    seen: Option<serde_json::Value>,
}
