//! What an index should hold, in containers that are too simple to be wrong.

use std::collections::{BTreeMap, BTreeSet};

use domain::customer::{AttributeValue, ConsentMode, Customer, Phone, Profile, Totals};
use domain::order::Order;
use domain::segment::{Membership, Outcome, Question};
use domain::{CampaignId, Channel, CustomerId, OrderId, Timestamp};

use crate::index::Index;
use crate::known::{Known, ValueKind};
use crate::{Answer, Tally};

/// Something that happens to a workspace.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Upsert(Box<Customer>),
    Profile(CustomerId, Box<Profile>),
    Totals(CustomerId, Totals),
    Remove(CustomerId),
    Suppress(Channel, &'static str),
    Allow(Channel, &'static str),
    Order(Order),
    RemoveOrder(OrderId),
    /// With what is known of where it was.
    RemoveKnown(OrderId),
    Enrol(CampaignId, Timestamp, Vec<CustomerId>),
    Settle(CampaignId, CustomerId, Option<Outcome>),
    Merge,
    MergeWhileLoading,
    SettleDown,
    /// Goes through a file.
    Keep,
}

#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) customers: BTreeMap<CustomerId, Customer>,
    pub(super) orders: BTreeMap<OrderId, Order>,
    memberships: BTreeMap<(CustomerId, CampaignId), Membership>,
    launched: BTreeMap<CampaignId, Timestamp>,
    suppressed: BTreeSet<(u8, &'static str)>,
}

impl Model {
    /// Does the same to both, and holds what the index says of it against what is known.
    pub(super) fn apply(&mut self, index: &mut Index, change: Change) {
        match change {
            Change::Upsert(customer) => {
                index.upsert(&customer);
                self.customers.insert(customer.id, *customer);
            }
            Change::Profile(id, profile) => {
                let known = self.customers.get_mut(&id);
                assert_eq!(index.set_profile(id, &profile), known.is_some());
                if let Some(known) = known {
                    known.profile = *profile;
                }
            }
            Change::Totals(id, totals) => {
                let known = self.customers.get_mut(&id);
                assert_eq!(index.set_totals(id, &totals), known.is_some());
                if let Some(known) = known {
                    known.totals = totals;
                }
            }
            Change::Remove(id) => {
                assert_eq!(index.remove(id), self.customers.remove(&id).is_some());
                self.orders.retain(|_, order| order.customer_id != id);
                self.memberships.retain(|(member, _), _| *member != id);
            }
            Change::Suppress(channel, address) => {
                index.suppress(channel, address);
                self.suppressed.insert((channel as u8, address));
            }
            Change::Allow(channel, address) => {
                index.allow(channel, address);
                self.suppressed.remove(&(channel as u8, address));
            }
            Change::Order(order) => {
                let there = self.customers.contains_key(&order.customer_id);
                let before = self.orders.get(&order.id).map(|order| (order.customer_id, order.order_date));
                // Every other time without being told where it was.
                let told = before.filter(|_| order.amount.minor() % 2 == 0);
                let taken = match (before, told) {
                    (None, _) => index.add_order(&order),
                    (_, Some((customer, date))) if there && order.amount.minor() % 4 == 0 => {
                        assert!(index.remove_order_at(order.id, customer, date));
                        assert!(!index.remove_order_at(order.id, customer, date));
                        index.add_order(&order)
                    }
                    (_, told) => index.replace_order(&order, told),
                };
                assert_eq!(taken, there);
                if there {
                    self.orders.insert(order.id, order);
                }
            }
            Change::RemoveOrder(id) => {
                assert_eq!(index.remove_order(id, None), self.orders.remove(&id).is_some());
            }
            Change::RemoveKnown(id) => {
                let before = self.orders.remove(&id).map(|order| (order.customer_id, order.order_date));
                assert_eq!(index.remove_order(id, before), before.is_some());
            }
            Change::Enrol(campaign, at, members) => {
                let enrolled_at = *self.launched.entry(campaign).or_insert(at);
                index.enrol(campaign, enrolled_at, &members);
                for id in members.into_iter().filter(|id| self.customers.contains_key(id)) {
                    let membership = Membership { campaign, enrolled_at, outcome: None };
                    self.memberships.entry((id, campaign)).or_insert(membership);
                }
            }
            Change::Settle(campaign, id, outcome) => {
                let known = self.memberships.get_mut(&(id, campaign));
                assert_eq!(index.settle(campaign, id, outcome), known.is_some());
                if let Some(known) = known {
                    known.outcome = outcome;
                }
            }
            Change::Merge => {
                index.merge();
            }
            Change::MergeWhileLoading => index.merge_while_loading(),
            Change::SettleDown => index.settle_down(),
            Change::Keep => {
                let mut file = Vec::new();
                index.save("a shop", &mut file).unwrap();
                *index = Index::open("a shop", &mut file.as_slice()).unwrap().unwrap();
            }
        }
    }

    /// The reference answer.
    pub(super) fn answer(&self, question: &Question, sample: usize) -> Answer {
        let mut tally = Tally::reaching(question.clone(), sample, |profile: &Profile, channel, mode| {
            self.reachable(profile, channel, mode)
        });
        for customer in self.customers.values() {
            let orders: Vec<_> =
                self.orders.values().filter(|order| order.customer_id == customer.id).cloned().collect();
            let memberships: Vec<_> = self
                .memberships
                .iter()
                .filter(|((member, _), _)| *member == customer.id)
                .map(|(_, membership)| *membership)
                .collect();
            tally.fold_with(customer, &orders, &memberships);
        }
        tally.finish()
    }

    fn reachable(&self, profile: &Profile, channel: Channel, mode: ConsentMode) -> bool {
        let address = match channel {
            Channel::Email => profile.email.as_ref().map(|email| email.as_str().to_owned()),
            Channel::Sms => profile.phone.as_ref().map(Phone::digits),
        };
        let suppressed = |address: String| {
            self.suppressed.iter().any(|(on, known)| *on == channel as u8 && *known == address)
        };
        profile.reachable(channel, mode) && !address.is_some_and(suppressed)
    }

    /// A customer as an index knows them.
    pub(super) fn customer(&self, id: CustomerId) -> Option<Customer> {
        let mut customer = self.customers.get(&id)?.clone();
        customer.updated_at = customer.created_at;
        Some(customer)
    }

    pub(super) fn known(&self) -> BTreeMap<(u8, String), u64> {
        let mut known = BTreeMap::new();
        for Customer { profile, .. } in self.customers.values() {
            let mut count = |kind: ValueKind, value: &str| {
                *known.entry((kind as u8, value.to_owned())).or_default() += 1;
            };
            profile.city.iter().for_each(|city| count(ValueKind::City, city.as_str()));
            profile.tags.iter().for_each(|tag| count(ValueKind::Tag, tag.as_str()));
            for (name, value) in &profile.attributes {
                match value {
                    AttributeValue::Number(_) => count(ValueKind::Number, name),
                    AttributeValue::Boolean(_) => count(ValueKind::Boolean, name),
                    AttributeValue::Text(text) => {
                        count(ValueKind::Text, name);
                        if text.starts_with("1970") {
                            count(ValueKind::Date, name);
                        }
                    }
                }
            }
        }
        known
    }
}

pub(super) fn values(known: &Known) -> BTreeMap<(u8, String), u64> {
    let of_kind = |kind| known.values(kind).map(move |(value, n)| ((kind as u8, value.to_owned()), n));
    ValueKind::ALL.into_iter().flat_map(of_kind).collect()
}
