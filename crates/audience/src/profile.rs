//! What is true of an audience as a whole: sums, and what many of its members share.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use domain::customer::{Tag, Totals};

/// A value, and how many customers of an audience have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// A city, a tag, the name of an item.
    pub value: String,
    /// Each is counted once.
    pub customers: u64,
}

/// An audience as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AudienceProfile {
    /// Customers the rule matches.
    pub count: u64,
    /// All customers, matching or not.
    pub total: u64,
    /// Those of the audience with an order that counts.
    pub buyers: u64,
    /// What all of it spent, in minor units.
    pub spend_minor: i128,
    /// Orders of all of it that count.
    pub visits: i128,
    /// The dates of the buyers' last orders, added up, in milliseconds since 1970.
    pub last_purchases_millis: i128,
    /// Cities, most frequent first.
    pub cities: Vec<Shared>,
    /// Tags, most frequent first.
    pub tags: Vec<Shared>,
}

/// A profile in the making. The order in which customers arrive makes no difference.
#[derive(Debug, Default)]
pub struct Survey {
    profile: AudienceProfile,
    cities: Shares,
    tags: Shares,
}

impl Survey {
    /// Takes one customer of the audience into account.
    pub fn take(&mut self, city: Option<&str>, tags: &[Tag], totals: &Totals) {
        let profile = &mut self.profile;
        profile.count += 1;
        profile.spend_minor += i128::from(totals.spend_minor);
        profile.visits += i128::from(totals.visits);
        if let Some(last) = totals.last_purchased {
            profile.buyers += 1;
            profile.last_purchases_millis += i128::from(last.millis());
        }
        if let Some(city) = city {
            self.cities.add(city);
        }
        for tag in tags {
            self.tags.add(tag.as_str());
        }
    }

    /// The profile of an audience among `total` customers, with at most `most` values of each kind.
    pub fn finish(self, total: u64, most: usize) -> AudienceProfile {
        let (cities, tags) = (self.cities.most(most), self.tags.most(most));
        AudienceProfile { total, cities, tags, ..self.profile }
    }
}

/// How many customers have each value.
#[derive(Debug, Default)]
pub struct Shares(HashMap<Box<str>, u64>);

impl Shares {
    /// Values with how many customers have each.
    pub(crate) fn of<'v>(values: impl IntoIterator<Item = (&'v str, u64)>) -> Self {
        let mut shares = Self::default();
        values.into_iter().for_each(|(value, customers)| shares.add_many(value, customers));
        shares
    }

    /// One more customer has a value.
    pub fn add(&mut self, value: &str) {
        self.add_many(value, 1);
    }

    /// So many more customers have a value.
    pub(crate) fn add_many(&mut self, value: &str, more: u64) {
        match self.0.get_mut(value) {
            Some(customers) => *customers += more,
            None => drop(self.0.insert(value.into(), more)),
        }
    }

    /// Takes one customer's values, each of them once.
    pub fn add_each<'v>(&mut self, values: impl Iterator<Item = &'v str>) {
        let distinct: BTreeSet<&str> = values.collect();
        for value in distinct {
            self.add(value);
        }
    }

    /// The most frequent values, at most so many; of those that are as frequent, the first by alphabet.
    pub fn most(self, most: usize) -> Vec<Shared> {
        let mut shared: Vec<(Reverse<u64>, Box<str>)> =
            self.0.into_iter().map(|(value, customers)| (Reverse(customers), value)).collect();
        if most < shared.len() {
            shared.select_nth_unstable(most);
            shared.truncate(most);
        }
        shared.sort_unstable();
        shared
            .into_iter()
            .map(|(Reverse(customers), value)| Shared { value: value.into(), customers })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first_and_a_customer_counts_once() {
        let mut shares = Shares::default();
        for bought in [&["Tea", "Coffee", "Coffee"][..], &["Coffee"], &["Tea", "Mug"], &["Apron"]] {
            shares.add_each(bought.iter().copied());
        }
        let most: Vec<_> =
            shares.most(3).into_iter().map(|shared| (shared.value, shared.customers)).collect();
        assert_eq!(most, [("Coffee".into(), 2), ("Tea".into(), 2), ("Apron".into(), 1)]);
        assert!(Shares::default().most(3).is_empty());
    }
}
