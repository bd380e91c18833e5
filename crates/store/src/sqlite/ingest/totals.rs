//! What customers' orders add up to, changed once for each customer and step.

use domain::customer::Totals;
use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;
use crate::sqlite::columns::time;
use crate::sqlite::identity::ByNumber;
use crate::totals::{Change, Counted, End, Known};

/// How a workspace's totals changed.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sum {
    pub(super) spend: i64,
    pub(super) visits: i64,
}

/// The changes of a step.
#[derive(Debug)]
pub(super) struct TotalChanges {
    by_customer: ByNumber<i64, Change>,
    /// Customers from here on were made by this step: nothing is stored of them.
    first_new_customer: i64,
}

impl TotalChanges {
    pub(super) fn new(first_new_customer: i64) -> Self {
        Self { by_customer: ByNumber::default(), first_new_customer }
    }

    /// An order is there that was not.
    pub(super) fn add(&mut self, order: &Counted) {
        if let Some(net) = order.net {
            self.by_customer.entry(order.customer).or_default().add(net, order.order_date);
        }
    }

    /// An order is gone that was there.
    pub(super) fn remove(&mut self, order: &Counted) {
        if let Some(net) = order.net {
            self.by_customer.entry(order.customer).or_default().remove(net, order.order_date);
        }
    }

    /// Writes the totals in the order of the table, and hands over what they are now. The orders must have been written.
    pub(super) fn write(
        self,
        db: &Connection,
        mut take: impl FnMut(i64, Totals) -> Result<(), StoreError>,
    ) -> Result<Sum, StoreError> {
        let mut changes: Vec<_> = self.by_customer.into_iter().collect();
        changes.sort_unstable_by_key(|(customer, _)| *customer);
        let mut select = db.prepare_cached(
            "SELECT spend, visits, first_purchased, last_purchased FROM total WHERE customer = ?1",
        )?;
        let mut upsert = db.prepare_cached(
            "INSERT OR REPLACE INTO total (customer, spend, visits, first_purchased, last_purchased)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut sum = Sum::default();
        for (customer, change) in changes {
            let known = if customer >= self.first_new_customer {
                Known::default()
            } else {
                let read = |row: &rusqlite::Row<'_>| {
                    Ok(Known {
                        spend: row.get(0)?,
                        visits: row.get(1)?,
                        first: row.get(2)?,
                        last: row.get(3)?,
                    })
                };
                select.query_row([customer], read).optional()?.unwrap_or_default()
            };
            let first = end(db, customer, change.first(&known), FIRST)?;
            let last = end(db, customer, change.last(&known), LAST)?;
            let (spend, visits) = (known.spend + change.spend, known.visits + change.visits);
            upsert.execute(params![customer, spend, visits, first, last])?;
            let totals = Totals {
                spend_minor: spend,
                visits,
                first_purchased: first.map(time).transpose()?,
                last_purchased: last.map(time).transpose()?,
            };
            take(customer, totals)?;
            sum.spend += change.spend;
            sum.visits += change.visits;
        }
        Ok(sum)
    }
}

const FIRST: &str =
    "SELECT order_date FROM order_by_customer WHERE customer = ?1 AND counts = 1 ORDER BY order_date LIMIT 1";
const LAST: &str = "SELECT order_date FROM order_by_customer WHERE customer = ?1 AND counts = 1 ORDER BY order_date DESC LIMIT 1";

/// Asks the orders if only they know.
fn end(db: &Connection, customer: i64, end: End, sql: &str) -> Result<Option<i64>, StoreError> {
    match end {
        End::Is(date) => Ok(date),
        End::Unknown => Ok(db.prepare_cached(sql)?.query_row([customer], |row| row.get(0)).optional()?),
    }
}
