//! What is true of an audience together, for whoever writes to it.
//!
//! Its size is exact. Averages and what is most frequent are those of its first thousand customers, read here and
//! added up here; of a few people an average is somebody's own value, so that nothing but the size is told of them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use domain::customer::Customer;
use domain::order::Order;
use domain::segment::{Question, Rule};
use domain::workspace::Workspace;
use domain::{Timestamp, money};
use serde::Serialize;
use store::{PageRequest, Store, StoreError};

use super::described;

/// Customers whose values are added up.
const SAMPLE: usize = 1_000;
/// Customers whose last orders are looked at for what is bought.
const BUYERS: usize = 40;
/// Orders looked at for each of them.
const ORDERS: u32 = 5;
/// Of fewer people only the size is told.
const FEWEST: usize = 20;
/// A city, a tag or an item of fewer people is not told.
const FEWEST_ALIKE: usize = 5;
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
    /// Asks the store about everybody a rule matches.
    pub async fn of(
        store: &dyn Store,
        workspace: &Workspace,
        rule: &Rule,
        at: Timestamp,
    ) -> Result<Self, StoreError> {
        let question = Question::new(rule, at, &workspace.settings.zone);
        let answer = store.answer(workspace.id, question, SAMPLE).await?;
        let mut facts = Self::about(&answer.sample, workspace.settings.currency.as_str(), at);
        facts.size = answer.count;
        facts.described = described(rule);
        facts.share_percent = (answer.total > 0).then(|| percent(answer.count, answer.total));
        if answer.sample.len() >= FEWEST {
            facts.top_items = items(store, workspace, &answer.sample).await?;
        }
        Ok(facts)
    }

    /// What is true of these customers together.
    fn about(customers: &[Customer], currency: &str, at: Timestamp) -> Self {
        if customers.len() < FEWEST {
            return Self::default();
        }
        let count = customers.len() as f64;
        let spend: i64 = customers.iter().map(|customer| customer.totals.spend_minor).sum();
        let visits: i64 = customers.iter().map(|customer| customer.totals.visits).sum();
        let days: Vec<f64> = customers
            .iter()
            .filter_map(|customer| customer.totals.last_purchased)
            .map(|last| (at.millis() - last.millis()) as f64 / MILLIS_A_DAY)
            .collect();
        let never = customers.iter().filter(|customer| customer.totals.visits == 0).count();
        let average = money::major((spend as f64 / count).round() as i64);
        Self {
            average_total_spend: Some(format!("{currency} {average}")),
            average_orders: Some(one_place(visits as f64 / count)),
            average_days_since_last_order: (days.len() >= FEWEST)
                .then(|| (days.iter().sum::<f64>() / days.len() as f64).round()),
            never_ordered_percent: Some(percent(never as u64, customers.len() as u64)),
            top_cities: most(
                customers.iter().filter_map(|customer| Some(customer.profile.city.as_ref()?.to_string())),
            ),
            top_tags: most(
                customers.iter().flat_map(|customer| customer.profile.tags.iter().map(ToString::to_string)),
            ),
            ..Self::default()
        }
    }
}

/// What most of some of these customers bought with their last orders; each customer counts once for an item.
async fn items(
    store: &dyn Store,
    workspace: &Workspace,
    customers: &[Customer],
) -> Result<Vec<String>, StoreError> {
    let step = customers.len().div_ceil(BUYERS);
    let buyers = customers.iter().filter(|customer| customer.totals.visits > 0).step_by(step);
    let page = PageRequest { limit: ORDERS, after: None };
    let mut bought = Vec::new();
    for customer in buyers {
        let orders: Vec<Order> = store.orders(workspace.id, Some(customer.id), &page).await?.items;
        let names = orders.into_iter().flat_map(|order| order.items).map(|item| item.name.to_string());
        bought.extend(names.collect::<BTreeSet<_>>());
    }
    Ok(most(bought.into_iter()))
}

/// The most frequent texts, those of too few people left out.
fn most(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    let alike = counts.into_iter().filter(|(_, count)| *count >= FEWEST_ALIKE);
    let sorted: BTreeSet<(Reverse<usize>, String)> =
        alike.map(|(text, count)| (Reverse(count), text)).collect();
    sorted.into_iter().map(|(_, text)| text).take(MOST).collect()
}

fn percent(part: u64, whole: u64) -> f64 {
    one_place(part as f64 * 100.0 / whole as f64)
}

fn one_place(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use domain::CustomerId;
    use domain::customer::{Profile, Tag, Text, Totals};

    use super::*;

    fn customer(id: i64) -> Customer {
        let at = Timestamp::from_millis(0).unwrap();
        let city = if id % 3 == 0 { "Rome" } else { "Berlin" };
        let profile = Profile {
            name: Text::parse(&format!("Name {id}")).ok(),
            city: Text::parse(city).ok(),
            tags: vec![Tag::parse(&format!("own-tag-{id}")).unwrap(), Tag::parse("vip").unwrap()],
            ..Profile::default()
        };
        let totals =
            Totals { spend_minor: 1_000 * id, visits: 2, last_purchased: Some(at), ..Totals::default() };
        Customer { id: CustomerId::from_i64(id).unwrap(), profile, totals, created_at: at, updated_at: at }
    }

    #[test]
    fn averages_and_what_many_share_are_told_and_nothing_that_is_one_persons() {
        let at = Timestamp::from_millis(10 * 86_400_000).unwrap();
        let customers: Vec<Customer> = (1..=21).map(customer).collect();
        let facts = AudienceFacts::about(&customers, "EUR", at);
        assert_eq!(facts.average_total_spend.as_deref(), Some("EUR 110"));
        assert_eq!((facts.average_orders, facts.never_ordered_percent), (Some(2.0), Some(0.0)));
        assert_eq!(facts.average_days_since_last_order, Some(10.0));
        assert_eq!(
            (facts.top_cities.as_slice(), facts.top_tags.as_slice()),
            (&["Berlin".to_owned(), "Rome".to_owned()][..], &["vip".to_owned()][..])
        );
        let told = serde_json::to_string(&facts).unwrap();
        assert!(!told.contains("own-tag") && !told.contains("Name"), "{told}");
    }

    #[test]
    fn of_a_few_people_nothing_but_the_size_is_told() {
        let customers: Vec<Customer> = (1..20).map(customer).collect();
        assert_eq!(
            AudienceFacts::about(&customers, "EUR", Timestamp::from_millis(0).unwrap()),
            AudienceFacts::default()
        );
    }
}
