//! Conditions about a customer's past as clauses.

use super::super::rule::{CampaignCondition, OrderFilter, OrdersCondition, SegmentCondition, Within};
use super::super::vocabulary::{CampaignMeasure, Kind};
use super::{Names, in_words, moment, quoted, stretch};

/// Which orders, and how they are asked about: `the number of orders within the last 90 days is at least`.
pub(super) fn orders(condition: &OrdersCondition) -> String {
    let mut narrowed: Vec<String> = condition.filters.iter().map(filter).collect();
    narrowed.extend(condition.within.map(within));
    let (phrase, label) = (condition.measure.phrase(), condition.test.operator().label_for(Kind::Number));
    match narrowed.join(", ") {
        all if all.is_empty() => format!("{phrase} {label}"),
        parts if narrowed.len() == 1 => format!("{phrase} {parts} {label}"),
        parts => format!("{phrase} {parts}, {label}"),
    }
}

fn filter(filter: &OrderFilter) -> String {
    let with = |not: bool| if not { "without" } else { "with" };
    match filter {
        OrderFilter::Item { item, not } => format!("{} the item {}", with(*not), quoted(item)),
        OrderFilter::Status { status, not } => format!("{} the status {}", with(*not), status.as_str()),
        OrderFilter::Amount(test) => {
            format!(
                "with an amount that {} {}",
                test.operator().label_for(Kind::Number),
                in_words(test.value())
            )
        }
    }
}

pub(super) fn within(within: Within) -> String {
    match within {
        Within::Last(span) => format!("within the last {}", stretch(span)),
        Within::Between(first, last) => format!("between {} and {}", moment(first), moment(last)),
        Within::Before(at) => format!("before {}", moment(at)),
        Within::After(at) => format!("after {}", moment(at)),
    }
}

/// The whole clause.
pub(super) fn campaign(condition: &CampaignCondition, names: &Names) -> String {
    let which = condition.campaign.map_or_else(|| "any campaign".to_owned(), |id| names.campaign(id));
    let when = condition.within.map(|stretch| format!(" {}", within(stretch))).unwrap_or_default();
    let article = if condition.not { "no" } else { "a" };
    match condition.measure {
        CampaignMeasure::Enrolled => {
            let not = if condition.not { " not" } else { "" };
            format!("they were{not} enrolled in {which}{when}")
        }
        CampaignMeasure::Sent => format!("{article} message of {which} to them was sent{when}"),
        CampaignMeasure::Failed => format!("{article} message of {which} to them failed{when}"),
    }
}

/// The whole clause.
pub(super) fn segment(condition: &SegmentCondition, names: &Names) -> String {
    format!("they are {} {}", if condition.not { "not in" } else { "in" }, names.segment(condition.segment))
}
