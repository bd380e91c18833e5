//! What customers' orders add up to, changed once for each customer and step.

use std::collections::HashMap;

use domain::WorkspaceId;
use mongodb::ClientSession;
use mongodb::bson::doc;

use super::people::People;
use crate::StoreError;
use crate::mongo::collections::ORDERS;
use crate::mongo::fields::{Fields, all_within};
use crate::mongo::{MongoStore, bulk};
use crate::reading::corrupt;
use crate::totals::{Change, Counted, End, Known};

/// How a workspace's totals changed.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sum {
    pub(super) spend: i64,
    pub(super) visits: i64,
}

/// The changes of a step.
#[derive(Debug, Default)]
pub(super) struct TotalChanges {
    by_customer: HashMap<i64, Change>,
}

impl TotalChanges {
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

    /// Changes the totals of the customers, to be written with them. The orders must have been written.
    pub(super) async fn settle(
        self,
        store: &MongoStore,
        session: &mut ClientSession,
        workspace: WorkspaceId,
        people: &mut People,
    ) -> Result<Sum, StoreError> {
        let customers: Vec<_> = self.by_customer.keys().copied().collect();
        // Those whom orders have left are named by no record.
        people.load_more(store, session, &customers).await?;
        let mut sum = Sum::default();
        let mut unknown = Vec::new();
        for (id, change) in &self.by_customer {
            let person =
                people.with_id(*id).ok_or_else(|| corrupt(format!("an order of {id}, who is not there")))?;
            let ends = (change.first(&person.known), change.last(&person.known));
            person.totals = Known {
                spend: person.known.spend + change.spend,
                visits: person.known.visits + change.visits,
                first: date(ends.0),
                last: date(ends.1),
            };
            if ends.0 == End::Unknown || ends.1 == End::Unknown {
                unknown.push(*id);
            }
            sum.spend += change.spend;
            sum.visits += change.visits;
        }
        for (id, first, last) in ends(store, session, workspace, &unknown).await? {
            if let Some(person) = people.with_id(id) {
                (person.totals.first, person.totals.last) = (Some(first), Some(last));
            }
        }
        Ok(sum)
    }
}

const fn date(end: End) -> Option<i64> {
    match end {
        End::Is(date) => date,
        End::Unknown => None,
    }
}

/// First and last date of the orders that count, for customers of whom only the orders know it. The index holds all
/// that is asked.
async fn ends(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    customers: &[i64],
) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    let mut ends = Vec::with_capacity(customers.len());
    for customers in customers.chunks(bulk::ASKED_AT_ONCE) {
        let counting = doc! {
            "w": workspace.get(),
            "customer": { "$in": customers.to_vec() },
            "net": { "$gte": i64::MIN },
        };
        let group = doc! {
            "_id": "$customer", "first": { "$min": "$orderDate" }, "last": { "$max": "$orderDate" },
        };
        let found = store
            .collection(ORDERS)
            .aggregate([doc! { "$match": counting }, doc! { "$group": group }])
            .batch_size(bulk::ASKED_AT_ONCE as u32)
            .session(&mut *session)
            .await?;
        let found = all_within(session, found.with_type(), |row| {
            Ok((row.int("_id")?, row.int("first")?, row.int("last")?))
        });
        ends.extend(found.await?);
    }
    Ok(ends)
}
