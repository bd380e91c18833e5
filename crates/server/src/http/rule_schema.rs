//! The shape of rules, for the API's document. What is really taken is decided by `domain::segment`.

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

/// One condition.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleCondition {
    /// `totalSpend`, `visits`, `tags`, `attributes.size`, …
    #[schema(example = "totalSpend")]
    metric: String,
    #[schema(example = ">")]
    operator: String,
    /// A number, text, boolean, date, list, pair, or `{"days": 90}`; absent where the operator needs none.
    #[schema(value_type = Option<Value>, example = 100)]
    value: Option<serde_json::Value>,
}
