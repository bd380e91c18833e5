//! Orders, for reading.

pub(super) mod rows;

use async_trait::async_trait;
use domain::order::Order;
use domain::{CustomerId, Timestamp, WorkspaceId};
use rusqlite::Connection;

use super::columns::Columns;
use super::ingest::Counters;
use super::{SqliteStore, paging, space};
use crate::{Bucket, Orders, Overview, Page, PageRequest, StoreError};

#[async_trait]
impl Orders for SqliteStore {
    async fn orders(
        &self,
        workspace: WorkspaceId,
        customer: Option<CustomerId>,
        page: &PageRequest,
    ) -> Result<Page<Order>, StoreError> {
        let page = page.clone();
        self.read(move |db| orders(db, workspace, customer, &page)).await
    }

    async fn overview(&self, workspace: WorkspaceId) -> Result<Overview, StoreError> {
        self.read(move |db| overview(db, workspace)).await
    }

    async fn buckets(&self, workspace: WorkspaceId, bounds: &[Timestamp]) -> Result<Vec<Bucket>, StoreError> {
        let bounds = bounds.to_vec();
        self.read(move |db| buckets(db, workspace, &bounds)).await
    }
}

/// Walks an index backwards and fetches only the orders of the page.
pub(super) fn orders(
    db: &Connection,
    workspace: WorkspaceId,
    customer: Option<CustomerId>,
    page: &PageRequest,
) -> Result<Page<Order>, StoreError> {
    let (index, key) = match customer {
        Some(customer) if !space::range(workspace)?.contains(&customer.get()) => {
            return Ok(Page { items: Vec::new(), next: None });
        }
        Some(customer) => (
            "SELECT id FROM order_by_customer WHERE customer = ?1 AND (order_date, id) < (?2, ?3)",
            customer.get(),
        ),
        None => (
            "SELECT id FROM order_by_date WHERE workspace = ?1 AND (order_date, id) < (?2, ?3)",
            workspace.get(),
        ),
    };
    let [date, id] = paging::numbers(page)?.unwrap_or([i64::MAX, i64::MAX]);
    let mut select = db.prepare_cached(&format!("{index} ORDER BY order_date DESC, id DESC LIMIT ?4"))?;
    let ids = select
        .query_map([key, date, id, paging::fetch(page)], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    let mut select = db.prepare_cached(&format!("{} WHERE id = ?1", rows::ORDER))?;
    let mut orders = Vec::with_capacity(ids.len());
    for id in ids {
        let mut rows = select.query([id])?;
        let row =
            rows.next()?.ok_or_else(|| StoreError::Corrupt(format!("order {id} is only in an index")))?;
        orders.push(rows::order(row)?);
    }
    Ok(paging::page(orders, page, |last| paging::cursor(&[last.order_date.millis(), last.id.get()])))
}

fn overview(db: &Connection, workspace: WorkspaceId) -> Result<Overview, StoreError> {
    let counters = Counters::load(db, workspace)?;
    let mut select = db.prepare_cached(
        "SELECT coalesce(sum(sent), 0), coalesce(sum(failed), 0) FROM campaign WHERE workspace = ?1",
    )?;
    let mut rows = select.query([workspace.get()])?;
    let row = rows.next()?.ok_or_else(|| StoreError::Corrupt("a sum without a row".into()))?;
    Ok(Overview {
        customers: counters.customers.unsigned_abs(),
        orders: counters.orders.unsigned_abs(),
        revenue_minor: counters.revenue,
        sent: row.count(0)?,
        failed: row.count(1)?,
    })
}

/// One pass over the index between the first bound and the last; it holds the net amounts.
fn buckets(db: &Connection, workspace: WorkspaceId, bounds: &[Timestamp]) -> Result<Vec<Bucket>, StoreError> {
    let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return Ok(Vec::new()) };
    let mut buckets = vec![Bucket::default(); bounds.len() - 1];
    let mut select = db.prepare_cached(
        "SELECT order_date, net FROM order_by_date
         WHERE workspace = ?1 AND order_date >= ?2 AND order_date < ?3 AND net IS NOT NULL",
    )?;
    let mut rows = select.query([workspace.get(), first.millis(), last.millis()])?;
    let mut place = 0;
    while let Some(row) = rows.next()? {
        let date = row.time(0)?;
        // Dates ascend, and so do bounds: the next bucket is never behind.
        while bounds.get(place + 1).is_some_and(|end| date >= *end) {
            place += 1;
        }
        if let Some(bucket) = buckets.get_mut(place) {
            bucket.orders += 1;
            bucket.revenue_minor += row.int(1)?;
        }
    }
    Ok(buckets)
}
