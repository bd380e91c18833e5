//! Orders, for reading.

pub(super) mod rows;

use async_trait::async_trait;
use domain::order::Order;
use domain::{CustomerId, Timestamp, WorkspaceId};
use mongodb::bson::doc;

use super::MongoStore;
use super::collections::{CHUNKS, ORDERS};
use super::connection::ANSWER_WITHIN;
use super::fields::{Fields, all};
use super::ingest::counters;
use crate::{Bucket, Orders, Overview, Page, PageRequest, StoreError, paging};

#[async_trait]
impl Orders for MongoStore {
    async fn orders(
        &self,
        workspace: WorkspaceId,
        customer: Option<CustomerId>,
        page: &PageRequest,
    ) -> Result<Page<Order>, StoreError> {
        let mut filter = doc! { "w": workspace.get() };
        if let Some(customer) = customer {
            filter.insert("customer", customer.get());
        }
        if let Some([date, id]) = paging::numbers(page)? {
            // The first bound says where the index is entered.
            filter.insert("orderDate", doc! { "$lte": date });
            let behind =
                [doc! { "orderDate": { "$lt": date } }, doc! { "orderDate": date, "_id": { "$lt": id } }];
            filter.insert("$or", behind.to_vec());
        }
        let found = self
            .collection(ORDERS)
            .find(filter)
            .sort(doc! { "orderDate": -1, "_id": -1 })
            .limit(paging::fetch(page))
            .max_time(ANSWER_WITHIN)
            .await?;
        let orders = all(found, rows::order).await?;
        Ok(paging::page(orders, page, |last| paging::cursor(&[last.order_date.millis(), last.id.get()])))
    }

    async fn overview(&self, workspace: WorkspaceId) -> Result<Overview, StoreError> {
        let counters = counters(&self.db, workspace).await?;
        let group = doc! { "_id": null, "sent": { "$sum": "$sent" }, "failed": { "$sum": "$failed" } };
        let sums = self
            .collection(CHUNKS)
            .aggregate([doc! { "$match": { "w": workspace.get() } }, doc! { "$group": group }])
            .max_time(ANSWER_WITHIN)
            .await?;
        let sums = all(sums.with_type(), |sums| Ok((sums.count("sent")?, sums.count("failed")?))).await?;
        let (sent, failed) = sums.first().copied().unwrap_or_default();
        Ok(Overview {
            customers: counters.customers.unsigned_abs(),
            orders: counters.orders.unsigned_abs(),
            revenue_minor: counters.revenue,
            sent,
            failed,
        })
    }

    async fn buckets(&self, workspace: WorkspaceId, bounds: &[Timestamp]) -> Result<Vec<Bucket>, StoreError> {
        let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else { return Ok(Vec::new()) };
        let mut buckets = vec![Bucket::default(); bounds.len() - 1];
        // Neighbours that are the same hold nothing between them, and the server wants none.
        let mut boundaries: Vec<_> = bounds.iter().map(|bound| bound.millis()).collect();
        boundaries.dedup();
        if boundaries.len() < 2 {
            return Ok(buckets);
        }
        // All of it is in the index.
        let counting = doc! {
            "w": workspace.get(),
            "orderDate": { "$gte": first.millis(), "$lt": last.millis() },
            "net": { "$gte": i64::MIN },
        };
        let sums = doc! { "orders": { "$sum": 1_i64 }, "revenue": { "$sum": "$net" } };
        let between = doc! { "groupBy": "$orderDate", "boundaries": boundaries, "output": sums };
        let found = self
            .collection(ORDERS)
            .aggregate([doc! { "$match": counting }, doc! { "$bucket": between }])
            .max_time(ANSWER_WITHIN)
            .await?;
        let sums = all(found.with_type(), |row| {
            let sum = Bucket { orders: row.count("orders")?, revenue_minor: row.int("revenue")? };
            Ok((row.int("_id")?, sum))
        })
        .await?;
        for (start, sum) in sums {
            // The last bound of that value is where the bucket begins.
            let place = bounds.partition_point(|bound| bound.millis() <= start) - 1;
            if let Some(bucket) = buckets.get_mut(place) {
                *bucket = sum;
            }
        }
        Ok(buckets)
    }
}
