//! The demo shop: a coffee and tea roastery with believable people and a real purchase pattern.
//!
//! When people buy, how much and how often comes from 6,919 real purchases (`demo/README.md`); who they are and what
//! they buy is made up, the same way every time. Every address ends in `.example`, so nothing ever leaves for it.

mod basket;
mod catalogue;
mod dice;
mod names;
mod orders;
mod pattern;
mod people;
mod places;

use domain::Zone;
use domain::customer::CustomerRecord;
use domain::order::OrderRecord;
use jiff::civil::Date;

/// The most records one request should carry.
pub const BATCH: usize = 1_000;

/// Everything the demo shop knows, as records that serialise to the bodies of `POST /api/customers` and
/// `POST /api/orders`. Every record has an external id, so loading it twice changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Shop {
    /// `demo-0001` and on; those without orders come last.
    pub customers: Vec<CustomerRecord>,
    /// `demo-order-00001` and on, oldest first, each naming its customer by external id.
    pub orders: Vec<OrderRecord>,
}

impl Shop {
    /// The customers in batches of at most [`BATCH`].
    pub fn customer_batches(&self) -> impl Iterator<Item = &[CustomerRecord]> {
        self.customers.chunks(BATCH)
    }

    /// The orders in batches of at most [`BATCH`].
    pub fn order_batches(&self) -> impl Iterator<Item = &[OrderRecord]> {
        self.orders.chunks(BATCH)
    }
}

/// Makes the demo shop so that its last orders were placed yesterday, seen from `today` in the shop's time zone.
///
/// The same day and zone make the same shop; another day moves the dates and changes nothing else.
pub fn shop(today: Date, zone: &Zone) -> Shop {
    let calendar = Calendar { today, zone };
    let purchases: Vec<pattern::Purchase> = pattern::purchases().collect();
    Shop { customers: people::everybody(&purchases, &calendar), orders: orders::all(&purchases, &calendar) }
}

/// Turns days of the pattern into days that end yesterday.
struct Calendar<'a> {
    today: Date,
    zone: &'a Zone,
}

impl Calendar<'_> {
    /// The instant `minute` minutes into a day of the pattern.
    fn at(&self, day: u32, minute: u32) -> domain::Timestamp {
        let ago = 1 + i64::from(pattern::LAST_DAY.saturating_sub(day));
        let date = self.today.saturating_sub(jiff::Span::new().days(ago));
        self.zone.start_of(date).plus_millis(i64::from(minute) * 60_000)
    }
}

#[cfg(test)]
mod tests;
