//! What is true of an audience together, for whoever writes to it.
//!
//! All of it is counted over everybody in the audience. Of a few people an average is somebody's own value, so that
//! nothing but the size is told of them.

use std::time::Duration;

use audience::{AudienceProfile, Shared};
use domain::segment::{Question, Rule};
use domain::workspace::Workspace;
use domain::{Timestamp, money};
use serde::Serialize;
use store::{Store, StoreError};
use tokio::time::{Instant, timeout_at};

use super::described;

/// So long a store may take to count.
const PATIENCE: Duration = Duration::from_millis(500);
/// Of fewer people only the size is told.
const FEWEST: u64 = 20;
/// A city, a tag or an item of fewer people is not told.
const FEWEST_ALIKE: u64 = 5;
/// Values told of each kind.
const MOST: usize = 5;
const MILLIS_A_DAY: f64 = 86_400_000.0;

/// What is known about an audience as a whole. Nothing in it is about one person.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AudienceFacts {
    /// Who they are, as a sentence about the rule, if that names nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub described: Option<String>,
    /// Customers it has now.
    pub size: u64,
    /// Of all the shop's customers, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_percent: Option<f64>,
    /// Mean of what they spent in all, with the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_total_spend: Option<String>,
    /// Mean number of their orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_orders: Option<f64>,
    /// Mean number of days since the last order of those who have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_days_since_last_order: Option<f64>,
    /// Percent of them without any order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub never_ordered_percent: Option<f64>,
    /// Where most of them live.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub top_cities: Vec<String>,
    /// How most of them are tagged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub top_tags: Vec<String>,
    /// What most of them bought.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub top_items: Vec<String>,
}

impl AudienceFacts {
    /// Asks the store about everybody a rule matches. What it cannot tell within [`PATIENCE`] is not known: somebody
    /// waits for a message meanwhile.
    pub async fn of(
        store: &dyn Store,
        workspace: &Workspace,
        rule: &Rule,
        at: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let expansion = store.expand(workspace.id, rule).await?;
        let settings = &workspace.settings;
        let question = Question::over(&expansion, at, &settings.zone).demanding(settings.consent);
        let deadline = Instant::now() + PATIENCE;
        let Ok(profile) = timeout_at(deadline, store.profile(workspace.id, question.clone(), MOST)).await
        else {
            return Ok(None);
        };
        let mut facts = Self::about(&profile?, workspace.settings.currency.as_str(), at);
        facts.described = described(rule);
        if facts.size >= FEWEST
            && let Ok(items) = timeout_at(deadline, store.items_bought(workspace.id, question, MOST)).await
        {
            facts.top_items = alike(&items?);
        }
        Ok(Some(facts))
    }

    /// What may be told of an audience.
    fn about(profile: &AudienceProfile, currency: &str, at: Timestamp) -> Self {
        let size = profile.count;
        let share_percent = (profile.total > 0).then(|| percent(size, profile.total));
        if size < FEWEST {
            return Self { size, share_percent, ..Self::default() };
        }
        let mean = |sum: i128, of: u64| sum as f64 / of as f64;
        let average = money::major(mean(profile.spend_minor, size).round() as i64);
        let last = mean(profile.last_purchases_millis, profile.buyers.max(1));
        Self {
            size,
            share_percent,
            average_total_spend: Some(format!("{currency} {average}")),
            average_orders: Some(one_place(mean(profile.visits, size))),
            average_days_since_last_order: (profile.buyers >= FEWEST)
                .then(|| ((at.millis() as f64 - last) / MILLIS_A_DAY).round()),
            never_ordered_percent: Some(percent(size - profile.buyers, size)),
            top_cities: alike(&profile.cities),
            top_tags: alike(&profile.tags),
            ..Self::default()
        }
    }
}

/// Values, those of too few people left out.
fn alike(shared: &[Shared]) -> Vec<String> {
    shared.iter().filter(|one| one.customers >= FEWEST_ALIKE).map(|one| one.value.clone()).collect()
}

fn percent(part: u64, whole: u64) -> f64 {
    one_place(part as f64 * 100.0 / whole as f64)
}

fn one_place(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(count: u64) -> AudienceProfile {
        let shared = |value: &str, customers| Shared { value: value.into(), customers };
        AudienceProfile {
            count,
            total: 84,
            buyers: count,
            spend_minor: 11_000 * i128::from(count),
            visits: 2 * i128::from(count),
            last_purchases_millis: 0,
            cities: vec![shared("Berlin", 14), shared("Rome", 7)],
            tags: vec![shared("vip", count), shared("own-tag-1", 4)],
        }
    }

    #[test]
    fn averages_and_what_many_share_are_told_and_nothing_that_is_one_persons() {
        let at = Timestamp::from_millis(10 * 86_400_000).unwrap();
        let facts = AudienceFacts::about(&profile(21), "EUR", at);
        assert_eq!((facts.size, facts.share_percent), (21, Some(25.0)));
        assert_eq!(facts.average_total_spend.as_deref(), Some("EUR 110"));
        assert_eq!((facts.average_orders, facts.never_ordered_percent), (Some(2.0), Some(0.0)));
        assert_eq!(facts.average_days_since_last_order, Some(10.0));
        assert_eq!(
            (facts.top_cities, facts.top_tags),
            (vec!["Berlin".into(), "Rome".into()], vec!["vip".into()])
        );
        let few_bought = AudienceProfile { buyers: 19, ..profile(21) };
        let facts = AudienceFacts::about(&few_bought, "EUR", at);
        assert_eq!((facts.average_days_since_last_order, facts.never_ordered_percent), (None, Some(9.5)));
    }

    #[test]
    fn of_a_few_people_nothing_but_the_size_is_told() {
        let facts = AudienceFacts::about(&profile(19), "EUR", Timestamp::EPOCH);
        let size = AudienceFacts { size: 19, share_percent: Some(22.6), ..AudienceFacts::default() };
        assert_eq!(facts, size);
    }
}
