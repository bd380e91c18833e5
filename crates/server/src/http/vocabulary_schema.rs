//! The shape of `GET /api/segments/vocabulary`, for the API's document; its content is `domain`'s.

#![allow(dead_code, reason = "these types are read by the document only")]

use utoipa::ToSchema;

/// The words rules are made of.
#[derive(ToSchema)]
pub(crate) struct Vocabulary {
    /// What can be asked about; the workspace's attributes included.
    fields: Vec<VocabularyField>,
    operators: Vec<VocabularyOperator>,
    /// What can be asked about a customer's past.
    history: Vec<VocabularyHistory>,
    /// Names of items that orders hold, those of most orders first, at most 200; none while orders are being read.
    items: Vec<String>,
    /// Segments that a rule can refer to: the newest 200.
    segments: Vec<VocabularyName>,
    /// Campaigns that a rule can refer to: the newest 200.
    campaigns: Vec<VocabularyName>,
    limits: RuleLimits,
}

/// Something that can be asked about.
#[derive(ToSchema)]
pub(crate) struct VocabularyField {
    #[schema(example = "totalSpend")]
    name: String,
    /// For people.
    #[schema(example = "Total spend")]
    label: String,
    kind: FieldKind,
    #[schema(required)]
    unit: Option<FieldUnit>,
    /// True if a customer may lack it.
    optional: bool,
    /// Operators that make sense.
    operators: Vec<String>,
    /// Values customers are known to have, most frequent first, at most 200.
    values: Option<Vec<String>>,
    /// For attributes: as what their values were seen.
    kinds: Option<Vec<FieldKind>>,
}

/// What a field holds.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum FieldKind {
    Number,
    Date,
    Text,
    Boolean,
    Set,
    Attribute,
}

/// What a number counts.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum FieldUnit {
    Money,
    Count,
}

/// A way to ask.
#[derive(ToSchema)]
pub(crate) struct VocabularyOperator {
    #[schema(example = ">")]
    name: String,
    /// For people.
    #[schema(example = "is more than")]
    label: String,
    kinds: Vec<FieldKind>,
    value: ValueShape,
}

/// What an operator compares with.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum ValueShape {
    None,
    One,
    Two,
    List,
    Duration,
}

/// Something of a customer's past: `orders`, `campaign`, `segment`.
#[derive(ToSchema)]
pub(crate) struct VocabularyHistory {
    /// The `metric` of a condition.
    #[schema(example = "orders")]
    name: String,
    /// For people.
    #[schema(example = "Orders")]
    label: String,
    /// The `measure` of a condition; none where it takes none.
    measures: Vec<VocabularyMeasure>,
    /// The operators, where they are not those of the measure.
    operators: Vec<VocabularyWord>,
    /// What decides which orders are looked at.
    r#where: Vec<VocabularyFilter>,
    /// True if it can be asked of a stretch of time.
    within: bool,
    /// The value that means every one of them.
    #[schema(example = "any")]
    any: Option<String>,
}

/// Something that a rule can refer to.
#[derive(ToSchema)]
pub(crate) struct VocabularyName {
    #[schema(example = "1")]
    id: String,
    #[schema(example = "Regulars")]
    name: String,
}

/// What is asked of somebody's past.
#[derive(ToSchema)]
pub(crate) struct VocabularyMeasure {
    #[schema(example = "count")]
    name: String,
    /// For people.
    #[schema(example = "Number of orders")]
    label: String,
    #[schema(required)]
    unit: Option<FieldUnit>,
    /// Operators that make sense of its number.
    operators: Vec<String>,
}

/// A word of a condition.
#[derive(ToSchema)]
pub(crate) struct VocabularyWord {
    #[schema(example = "isNot")]
    name: String,
    /// For people.
    #[schema(example = "is not")]
    label: String,
}

/// What decides which orders a condition looks at.
#[derive(ToSchema)]
pub(crate) struct VocabularyFilter {
    /// The `metric` inside `where`.
    #[schema(example = "item")]
    name: String,
    /// For people.
    #[schema(example = "Item")]
    label: String,
    kind: FieldKind,
    /// Operators that make sense.
    operators: Vec<String>,
    /// The values there are, if they are few.
    values: Option<Vec<String>>,
}

/// What a rule may hold at most.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct RuleLimits {
    depth: usize,
    conditions: usize,
    list_values: usize,
    text_length: usize,
    bytes: usize,
}
