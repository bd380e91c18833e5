//! How what a customer's orders add up to changes, when orders come and go.

use domain::Timestamp;
use domain::order::{OrderRecord, net_minor};

/// What an order adds to lists and totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) customer: i64,
    pub(crate) order_date: Timestamp,
    /// Net amount in minor units; absent if the order does not count.
    pub(crate) net: Option<i64>,
}

impl Counted {
    pub(crate) fn of(record: &OrderRecord, customer: i64) -> Self {
        let net = record.status.counts().then(|| net_minor(record.amount, record.refunded_amount));
        Self { customer, order_date: record.order_date, net }
    }
}

/// Totals as stored; instants in milliseconds since 1970.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) spend: i64,
    pub(crate) visits: i64,
    pub(crate) first: Option<i64>,
    pub(crate) last: Option<i64>,
}

/// How a customer's totals change.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Change {
    pub(crate) spend: i64,
    pub(crate) visits: i64,
    /// First and last date of orders that came.
    come: Option<(i64, i64)>,
    /// First and last date of orders that went.
    gone: Option<(i64, i64)>,
}

/// The date of the first or the last order that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// This one, or there is none.
    Is(Option<i64>),
    /// Only the orders know: the one that held the place is gone, and none that came takes it.
    Unknown,
}

impl Change {
    /// An order that counts is there that was not.
    pub(crate) fn add(&mut self, net: i64, date: Timestamp) {
        self.spend += net;
        self.visits += 1;
        widen(&mut self.come, date.millis());
    }

    /// An order that counted is gone.
    pub(crate) fn remove(&mut self, net: i64, date: Timestamp) {
        self.spend -= net;
        self.visits -= 1;
        widen(&mut self.gone, date.millis());
    }

    /// The first date afterwards.
    pub(crate) fn first(&self, known: &Known) -> End {
        let earliest = [known.first, self.come.map(|(first, _)| first)].into_iter().flatten().min();
        self.end(known, earliest, self.gone.map(|(first, _)| first), self.come.map(|(first, _)| first))
    }

    /// The last date afterwards.
    pub(crate) fn last(&self, known: &Known) -> End {
        let latest = [known.last, self.come.map(|(_, last)| last)].into_iter().flatten().max();
        self.end(known, latest, self.gone.map(|(_, last)| last), self.come.map(|(_, last)| last))
    }

    fn end(&self, known: &Known, utmost: Option<i64>, gone: Option<i64>, come: Option<i64>) -> End {
        if known.visits + self.visits == 0 {
            End::Is(None)
        } else if gone.is_some() && utmost == gone && come != gone {
            End::Unknown
        } else {
            End::Is(utmost)
        }
    }
}

fn widen(span: &mut Option<(i64, i64)>, by: i64) {
    *span = Some(span.map_or((by, by), |(first, last)| (first.min(by), last.max(by))));
}
