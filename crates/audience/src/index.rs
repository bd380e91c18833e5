//! The customers of one workspace in memory, column by column, with their orders and what campaigns did.
//!
//! Customers stand in blocks of [`BLOCK`] rows. A rule is carried out block by block: every condition is a loop over
//! one column that leaves in a mask whom it holds for, the cheapest first, and a group ends where nobody is left.
//! Texts that many share (cities, sets of tags, values of attributes) are tested once each, not once a customer.
//! Orders stand in parts of [`PART`] customers, sorted by time; a condition about them sums up for a whole part at
//! once, and only where somebody is left to ask about.
//!
//! Columns change in place. Orders have a base sorted by time, a tail and marks on what has gone; [`Index::merge`] makes
//! them one again, a part at a time.

mod answer;
mod campaigns;
mod column;
mod dictionary;
mod listed;
mod marks;
mod numbers;
mod orders;
mod packed;
mod people;
mod plan;
mod snapshot;
mod survey;
#[cfg(test)]
mod tests;
mod texts;

use domain::customer::{AttributeValue, Customer, Profile, Tag, Totals};
use domain::order::Order;
use domain::segment::{Outcome, Question, Rule};
use domain::time::parse_date;
use domain::{CampaignId, Channel, CustomerId, OrderId, Timestamp};

use crate::known::{Known, ValueKind};
use crate::tally::Reachable;
use answer::{Gathering, Left, gather};
use campaigns::Campaigns;
pub use listed::{Listed, ListedBy, Listing};
use orders::Orders;
use people::People;
use plan::Plan;

/// Rows of a block. Tests have small ones, so that few customers fill many.
const BLOCK: usize = if cfg!(test) { 8 } else { 4_096 };
/// Blocks of a part.
const BLOCKS: usize = if cfg!(test) { 2 } else { 16 };
/// Rows of a part: no more than two bytes can tell apart.
const PART: u32 = (BLOCK * BLOCKS) as u32;

/// All customers of a workspace, their orders, what campaigns did, and the addresses nobody may write to.
///
/// Its answers are those that [`Tally`](crate::Tally) gives over the same customers and their past.
#[derive(Debug, Default)]
pub struct Index {
    people: People,
    orders: Orders,
    campaigns: Campaigns,
}

/// What is known about the audience of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audience {
    /// Customers the rule matches.
    pub count: u64,
    /// How many of them can be written to.
    pub reachable: Reachable,
    /// All customers, matching or not.
    pub total: u64,
    /// The first matching customers by id.
    pub sample: Vec<CustomerId>,
}

/// Who matches a rule, and how many of them can be written to on one channel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    /// Ascending by id.
    pub customers: Vec<CustomerId>,
    /// How many of them can be written to.
    pub reachable: u64,
}

impl Index {
    /// The number of customers.
    pub const fn len(&self) -> u64 {
        self.people.len()
    }

    /// True if there are no customers.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of orders, those that do not count included.
    pub fn orders(&self) -> u64 {
        self.orders.len()
    }

    /// True if there is such a customer.
    pub fn has(&self, id: CustomerId) -> bool {
        self.people.row(id).is_some()
    }

    /// What is known of a customer. What no question asks about is not: the external id, when and where consent was
    /// given, and the time of the last change, in place of which stands that of the first.
    pub fn customer(&self, id: CustomerId) -> Option<Customer> {
        self.people.customer(self.people.row(id)?)
    }

    /// Memory taken, in bytes; what stands in maps and the values of dictionaries is estimated.
    pub fn bytes(&self) -> usize {
        self.people.bytes() + self.orders.bytes() + self.campaigns.bytes()
    }

    /// Takes in a customer, in place of what was known of the same id. Their orders stay.
    pub fn upsert(&mut self, customer: &Customer) {
        self.people.upsert(customer);
    }

    /// Takes in what a customer's orders add up to; false if there is no such customer.
    pub fn set_totals(&mut self, id: CustomerId, totals: &Totals) -> bool {
        let row = self.people.row(id);
        row.map(|row| self.people.set_totals(row, totals)).is_some()
    }

    /// Takes in what the shop says of a customer; false if there is no such customer.
    pub fn set_profile(&mut self, id: CustomerId, profile: &Profile) -> bool {
        let row = self.people.row(id);
        row.map(|row| self.people.set_profile(row, profile)).is_some()
    }

    /// Forgets a customer and their past; false if there is none of this id.
    pub fn remove(&mut self, id: CustomerId) -> bool {
        let row = self.people.remove(id);
        if let Some(row) = row {
            self.orders.remove_of(row);
            self.campaigns.remove_of(row);
        }
        row.is_some()
    }

    /// From now on nobody may write to an address: an email as it is, a phone number by its digits.
    pub fn suppress(&mut self, channel: Channel, address: &str) {
        self.people.suppress(channel, address, true);
    }

    /// An address may be written to again.
    pub fn allow(&mut self, channel: Channel, address: &str) {
        self.people.suppress(channel, address, false);
    }

    /// Takes in an order that nobody has heard of; false if there is no such customer. The totals are not touched.
    pub fn add_order(&mut self, order: &Order) -> bool {
        let row = self.people.row(order.customer_id);
        row.map(|row| self.orders.add(row, order)).is_some()
    }

    /// Takes in an order in place of the one of the same id, whosever that was; false if there is no such customer.
    /// The one before is found at once where its customer and date are known. The totals are not touched.
    pub fn replace_order(&mut self, order: &Order, before: Option<(CustomerId, Timestamp)>) -> bool {
        let Some(row) = self.people.row(order.customer_id) else { return false };
        self.remove_order(order.id, before);
        self.orders.add(row, order);
        true
    }

    /// Forgets an order of this customer and date; false if there is none of this id.
    pub fn remove_order_at(&mut self, id: OrderId, customer: CustomerId, date: Timestamp) -> bool {
        let row = self.people.row(customer);
        row.is_some_and(|row| self.orders.remove_at(id.get(), row, date.millis()))
    }

    /// Forgets an order; false if there is none of this id. It is found at once where its customer and date are
    /// known. The totals are not touched.
    pub fn remove_order(&mut self, id: OrderId, last: Option<(CustomerId, Timestamp)>) -> bool {
        let place = last.and_then(|(customer, date)| Some((self.people.row(customer)?, date.millis())));
        self.orders.remove(id.get(), place)
    }

    /// A campaign was launched at an instant, with these customers in its audience; or with these, too. Whoever is
    /// not there is left out.
    pub fn enrol(&mut self, campaign: CampaignId, at: Timestamp, members: &[CustomerId]) {
        let people = &self.people;
        self.campaigns.enrol(campaign, at.millis(), members.iter().filter_map(|id| people.row(*id)));
    }

    /// Something became of a campaign's message to a customer, or it is open again (`None`); false if it has none
    /// for them.
    pub fn settle(&mut self, campaign: CampaignId, id: CustomerId, outcome: Option<Outcome>) -> bool {
        self.people.row(id).is_some_and(|row| self.campaigns.settle(campaign, row, outcome))
    }

    /// Merges one part whose tail has grown long; false if there is none. It takes some milliseconds and changes no
    /// answer: whoever changes the index calls it while there is time, until it says false.
    pub fn merge(&mut self) -> bool {
        self.orders.merge_one()
    }

    /// Keeps memory within bounds while a workspace is loaded and nobody asks: called now and then in place of
    /// [`Index::merge`], which would do more than is needed yet.
    pub fn merge_while_loading(&mut self) {
        self.orders.merge_overdue();
    }

    /// Merges all that can be merged: after a workspace was loaded.
    pub fn settle_down(&mut self) {
        self.orders.merge_all();
    }

    /// How many match and can be reached, with the first of them by id, at most `sample`.
    pub fn answer(&self, question: &Question, sample: usize) -> Audience {
        let plan = Plan::of(self, question);
        let (count, reachable, mut rows) = if self.people.is_unordered() || sample > LARGEST_SAMPLE {
            let Everyone { count, reachable, rows } = gather(self, &plan);
            (count, reachable, rows)
        } else {
            let First { count, reachable, rows } = gather(self, &plan);
            (count, reachable, rows)
        };
        let mut sampled: Vec<_> = rows.drain(..).filter_map(|row| self.people.id(row)).collect();
        sampled.sort_unstable();
        sampled.truncate(sample);
        Audience { count, reachable, total: self.len(), sample: sampled }
    }

    /// How many each of some rules matches, asked at the instant of a question and with its segments: all of the same
    /// customers, in one pass over them.
    pub fn counts(&self, question: &Question, rules: &[Rule]) -> Vec<u64> {
        let parts: Vec<_> = rules.iter().map(|rule| question.part(rule)).collect();
        let Counts(mut counts) = gather(self, &Plan::of_parts(self, question, &parts));
        counts.resize(rules.len(), 0);
        counts
    }

    /// Everybody who matches, for good.
    pub fn matching(&self, question: &Question, channel: Channel) -> Matching {
        let Everyone { reachable, rows, .. } = gather(self, &Plan::of(self, question));
        let mut customers: Vec<_> = rows.into_iter().filter_map(|row| self.people.id(row)).collect();
        if self.people.is_unordered() {
            customers.sort_unstable();
        }
        Matching { customers, reachable: reachable.on(channel) }
    }

    /// Which values customers have, and how many have them.
    pub fn known(&self) -> Known {
        let mut known = Known::default();
        for (city, customers) in self.people.city.values() {
            known.add(ValueKind::City, city, customers);
        }
        for (tags, customers) in self.people.tags.values() {
            tags.iter().map(Tag::as_str).for_each(|tag| known.add(ValueKind::Tag, tag, customers));
        }
        for (name, coded) in &self.people.attributes {
            for (people::Value(value), customers) in coded.values() {
                match value {
                    AttributeValue::Number(_) => known.add(ValueKind::Number, name, customers),
                    AttributeValue::Boolean(_) => known.add(ValueKind::Boolean, name, customers),
                    AttributeValue::Text(text) => {
                        known.add(ValueKind::Text, name, customers);
                        if parse_date(text).is_some() || Timestamp::parse(text).is_ok() {
                            known.add(ValueKind::Date, name, customers);
                        }
                    }
                }
            }
        }
        known
    }
}

/// Counts, and the first rows.
#[derive(Default)]
struct First {
    count: u64,
    reachable: Reachable,
    rows: Vec<u32>,
}

/// Larger samples are taken from all rows.
const LARGEST_SAMPLE: usize = 100;

impl Gathering for First {
    fn take(&mut self, _: usize, left: &Left<'_>) {
        let (count, reachable) = left.count();
        self.count += count;
        self.reachable += reachable;
        if self.rows.len() < LARGEST_SAMPLE {
            let wanted = LARGEST_SAMPLE - self.rows.len();
            self.rows.extend(left.rows().take(wanted));
        }
    }

    fn join(&mut self, later: Self) {
        self.count += later.count;
        self.reachable += later.reachable;
        self.rows.extend(later.rows);
    }
}

/// A count for each root.
#[derive(Default)]
struct Counts(Vec<u64>);

impl Gathering for Counts {
    fn take(&mut self, nth: usize, left: &Left<'_>) {
        if nth >= self.0.len() {
            self.0.resize(nth + 1, 0);
        }
        self.0[nth] += left.count().0;
    }

    fn join(&mut self, later: Self) {
        self.0.resize(self.0.len().max(later.0.len()), 0);
        for (count, more) in self.0.iter_mut().zip(later.0) {
            *count += more;
        }
    }
}

/// Counts, and all rows.
#[derive(Default)]
struct Everyone {
    count: u64,
    reachable: Reachable,
    rows: Vec<u32>,
}

impl Gathering for Everyone {
    fn take(&mut self, _: usize, left: &Left<'_>) {
        let (count, reachable) = left.count();
        self.count += count;
        self.reachable += reachable;
        self.rows.extend(left.rows());
    }

    fn join(&mut self, later: Self) {
        self.count += later.count;
        self.reachable += later.reachable;
        self.rows.extend(later.rows);
    }
}
