//! What is asked of a customer's past: orders and campaigns.

use std::cmp::Ordering;

use super::super::rule::{CampaignCondition, MeasureTest, OrderFilter, OrdersCondition, Within};
use super::super::vocabulary::{CampaignMeasure, OrderMeasure};
use super::fold::{Folding, fold};
use super::interval::{Instants, Numbers};
use super::{SeenCampaign, SeenOrders};
use crate::decimal::Decimal;
use crate::order::{Order, OrderStatus, net_minor};
use crate::{CampaignId, Timestamp, Zone, money};

/// What one campaign did for one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// Which.
    pub campaign: CampaignId,
    /// When it was launched, with the customer in its audience.
    pub enrolled_at: Timestamp,
    /// What became of the message, if anything yet.
    pub outcome: Option<Outcome>,
}

/// What became of a message, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Sent.
    Sent(Timestamp),
    /// Failed.
    Failed(Timestamp),
}

/// A test of orders.
#[derive(Debug, Clone, PartialEq)]
pub struct OrdersCheck {
    /// Which orders are looked at.
    pub which: OrdersAsked,
    /// What is asked of them.
    pub measure: OrderMeasure,
    /// Where that number must lie, money in major units; anywhere, as long as there is one, if absent.
    pub within: Option<Numbers<Decimal>>,
}

/// Which orders are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct OrdersAsked {
    /// When they were placed.
    pub placed: Instants,
    /// Where they stand, in the order of [`OrderStatus::ALL`].
    pub status: [bool; OrderStatus::ALL.len()],
    /// Where their net amounts lie; true for outside.
    pub amounts: Vec<(Numbers<Decimal>, bool)>,
    /// Items they hold, folded; true for those they do not hold.
    pub items: Vec<(Box<str>, bool)>,
}

/// A test of campaigns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CampaignCheck {
    /// What it asks.
    pub measure: CampaignMeasure,
    /// Of which; of all, if absent.
    pub campaign: Option<CampaignId>,
    /// When that happened.
    pub within: Instants,
}

fn stretch(within: Option<Within>, now: Timestamp, zone: &Zone) -> Instants {
    within.map_or(Instants::ALWAYS, |within| Instants::of(&within.test(), now, zone).0)
}

/// What a measure is taken from.
#[derive(Debug, Clone, Copy, Default)]
struct Taken {
    count: i64,
    sum: i64,
    min: Option<i64>,
    max: Option<i64>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

impl OrdersCheck {
    /// Makes a condition ready, and says whether its answer is turned around.
    pub(super) fn of(condition: &OrdersCondition, now: Timestamp, zone: &Zone) -> (Self, bool) {
        let (within, negated) = match &condition.test {
            MeasureTest::Number(test) => {
                let (within, negated) = Numbers::of(test, Decimal::from_f64);
                (Some(within), negated)
            }
            MeasureTest::Presence { empty } => (None, *empty),
        };
        let placed = stretch(condition.within, now, zone);
        (
            Self { which: OrdersAsked::of(&condition.filters, placed), measure: condition.measure, within },
            negated,
        )
    }

    /// True if the number is there and lies within.
    pub(super) fn holds(&self, orders: &[Order]) -> bool {
        let taken = self.which.taken(orders);
        let compare = |bound: &Decimal| match self.measure {
            OrderMeasure::Count => Some(bound.compare_integer(taken.count)),
            OrderMeasure::Sum => Some(bound.compare_average(taken.sum, 1)),
            OrderMeasure::Average => (taken.count > 0).then(|| bound.compare_average(taken.sum, taken.count)),
            OrderMeasure::Min => taken.min.map(|min| bound.compare_average(min, 1)),
            OrderMeasure::Max => taken.max.map(|max| bound.compare_average(max, 1)),
        };
        match &self.within {
            Some(within) => within.holds(compare),
            None => !self.measure.optional() || taken.count > 0,
        }
    }

    /// What it looks at, for people.
    pub(super) fn seen(&self, orders: &[Order]) -> SeenOrders {
        let taken = self.which.taken(orders);
        #[expect(clippy::float_arithmetic, reason = "rounded to the cent for the eye")]
        let average = (taken.count > 0).then(|| (taken.sum as f64 / taken.count as f64).round() / 100.0);
        let value = match self.measure {
            OrderMeasure::Count => Some(taken.count as f64),
            OrderMeasure::Sum => Some(money::major(taken.sum)),
            OrderMeasure::Average => average,
            OrderMeasure::Min => taken.min.map(money::major),
            OrderMeasure::Max => taken.max.map(money::major),
        };
        let (first, last) = (taken.first, taken.last);
        SeenOrders { value, count: taken.count, sum: money::major(taken.sum), first, last }
    }
}

impl OrdersAsked {
    fn of(filters: &[OrderFilter], placed: Instants) -> Self {
        let mut asked = Self { placed, status: [true; 3], amounts: Vec::new(), items: Vec::new() };
        let mut by_status = false;
        for filter in filters {
            match filter {
                OrderFilter::Item { item, not } => asked.items.push((fold(item).into(), *not)),
                OrderFilter::Amount(test) => {
                    asked.amounts.push(Numbers::of(test, Decimal::from_f64));
                }
                OrderFilter::Status { status, not } => {
                    by_status = true;
                    for (known, looked_at) in OrderStatus::ALL.iter().zip(&mut asked.status) {
                        *looked_at &= (known == status) != *not;
                    }
                }
            }
        }
        if !by_status {
            asked.status = OrderStatus::ALL.map(OrderStatus::counts);
        }
        asked
    }

    /// True if an order is looked at.
    pub fn includes(&self, order: &Order) -> bool {
        let net = net_minor(order.amount, order.refunded_amount);
        let holds = |item: &str| {
            order.items.iter().any(|bought| {
                let sku = bought.sku.as_ref().map(crate::order::Sku::as_str);
                let mut names = std::iter::once(bought.name.as_str()).chain(sku);
                names.any(|name| Folding::of(name).equals(item))
            })
        };
        self.status[order.status as usize]
            && self.placed.contains(order.order_date)
            && self
                .amounts
                .iter()
                .all(|(within, outside)| within.holds(|bound| compare(bound, net)) != *outside)
            && self.items.iter().all(|(item, without)| holds(item) != *without)
    }

    fn taken(&self, orders: &[Order]) -> Taken {
        let mut taken = Taken::default();
        for order in orders.iter().filter(|order| self.includes(order)) {
            let net = net_minor(order.amount, order.refunded_amount);
            taken.count += 1;
            taken.sum += net;
            taken.min = Some(taken.min.map_or(net, |min| min.min(net)));
            taken.max = Some(taken.max.map_or(net, |max| max.max(net)));
            let at = order.order_date;
            taken.first = Some(taken.first.map_or(at, |first| first.min(at)));
            taken.last = Some(taken.last.map_or(at, |last| last.max(at)));
        }
        taken
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the form in which a stretch of numbers asks")]
fn compare(bound: &Decimal, net_minor: i64) -> Option<Ordering> {
    Some(bound.compare_average(net_minor, 1))
}

impl CampaignCheck {
    pub(super) fn of(condition: &CampaignCondition, now: Timestamp, zone: &Zone) -> Self {
        let CampaignCondition { measure, campaign, within, not: _ } = *condition;
        Self { measure, campaign, within: stretch(within, now, zone) }
    }

    /// True if any of the campaigns asked about did so.
    pub(super) fn holds(&self, memberships: &[Membership]) -> bool {
        memberships.iter().any(|membership| {
            self.campaign.is_none_or(|campaign| campaign == membership.campaign)
                && self.happened(membership).is_some_and(|at| self.within.contains(at))
        })
    }

    /// What the campaigns asked about did, for people.
    pub(super) fn seen(&self, memberships: &[Membership]) -> Vec<SeenCampaign> {
        let asked =
            |membership: &&Membership| self.campaign.is_none_or(|campaign| campaign == membership.campaign);
        let seen = |membership: &Membership| {
            let (sent_at, failed_at) = match membership.outcome {
                Some(Outcome::Sent(at)) => (Some(at), None),
                Some(Outcome::Failed(at)) => (None, Some(at)),
                None => (None, None),
            };
            let Membership { campaign, enrolled_at, outcome: _ } = *membership;
            SeenCampaign { campaign, enrolled_at, sent_at, failed_at }
        };
        memberships.iter().filter(asked).map(seen).collect()
    }

    /// When what is asked happened.
    fn happened(&self, membership: &Membership) -> Option<Timestamp> {
        match (self.measure, membership.outcome) {
            (CampaignMeasure::Enrolled, _) => Some(membership.enrolled_at),
            (CampaignMeasure::Sent, Some(Outcome::Sent(at)))
            | (CampaignMeasure::Failed, Some(Outcome::Failed(at))) => Some(at),
            _ => None,
        }
    }
}
