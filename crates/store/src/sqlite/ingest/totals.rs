//! What customers' orders add up to, changed once for each customer and step.

use domain::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;
use crate::sqlite::identity::ByNumber;
use crate::sqlite::orders::rows::Counted;

/// How a customer's totals change.
#[derive(Debug, Default, Clone, Copy)]
struct Change {
    spend: i64,
    visits: i64,
    /// First and last date of orders that came.
    come: Option<(Timestamp, Timestamp)>,
    /// First and last date of orders that went.
    gone: Option<(Timestamp, Timestamp)>,
}

/// How a workspace's totals changed.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sum {
    pub(super) spend: i64,
    pub(super) visits: i64,
}

/// Totals as stored.
#[derive(Debug, Default, Clone, Copy)]
struct Known {
    spend: i64,
    visits: i64,
    first: Option<i64>,
    last: Option<i64>,
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
            let change = self.by_customer.entry(order.customer).or_default();
            change.spend += net;
            change.visits += 1;
            widen(&mut change.come, order.order_date);
        }
    }

    /// An order is gone that was there.
    pub(super) fn remove(&mut self, order: &Counted) {
        if let Some(net) = order.net {
            let change = self.by_customer.entry(order.customer).or_default();
            change.spend -= net;
            change.visits -= 1;
            widen(&mut change.gone, order.order_date);
        }
    }

    /// Writes the totals in the order of the table. The orders must have been written.
    pub(super) fn write(self, db: &Connection) -> Result<Sum, StoreError> {
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
            let (first, last) = ends(db, customer, &known, &change)?;
            upsert.execute(params![
                customer,
                known.spend + change.spend,
                known.visits + change.visits,
                first,
                last
            ])?;
            sum.spend += change.spend;
            sum.visits += change.visits;
        }
        Ok(sum)
    }
}

/// First and last date of the orders that count, as of now; from the orders only if the one that held the place
/// is gone and none that came takes it.
fn ends(
    db: &Connection,
    customer: i64,
    known: &Known,
    change: &Change,
) -> Result<(Option<i64>, Option<i64>), StoreError> {
    if known.visits + change.visits == 0 {
        return Ok((None, None));
    }
    let come = change.come.map(|(first, last)| (first.millis(), last.millis()));
    let gone = change.gone.map(|(first, last)| (first.millis(), last.millis()));
    let earliest = [known.first, come.map(|(first, _)| first)].into_iter().flatten().min();
    let latest = [known.last, come.map(|(_, last)| last)].into_iter().flatten().max();
    let first = match gone {
        Some((gone, _)) if earliest == Some(gone) && come.is_none_or(|(first, _)| first != gone) => end(
            db,
            customer,
            "SELECT order_date FROM order_by_customer WHERE customer = ?1 AND counts = 1
                               ORDER BY order_date LIMIT 1",
        )?,
        _ => earliest,
    };
    let last = match gone {
        Some((_, gone)) if latest == Some(gone) && come.is_none_or(|(_, last)| last != gone) => end(
            db,
            customer,
            "SELECT order_date FROM order_by_customer WHERE customer = ?1 AND counts = 1
                               ORDER BY order_date DESC LIMIT 1",
        )?,
        _ => latest,
    };
    Ok((first, last))
}

fn end(db: &Connection, customer: i64, sql: &str) -> Result<Option<i64>, StoreError> {
    Ok(db.prepare_cached(sql)?.query_row([customer], |row| row.get(0)).optional()?)
}

fn widen(span: &mut Option<(Timestamp, Timestamp)>, by: Timestamp) {
    *span = Some(span.map_or((by, by), |(first, last)| (first.min(by), last.max(by))));
}
