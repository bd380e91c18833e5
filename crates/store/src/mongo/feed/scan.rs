//! Filling an audience: a scan of a workspace's suppressions, customers and orders, in ranges of ids, and of what its
//! campaigns did, while the stream of changes goes on.
//!
//! It begins when the stream is open, so that whatever changes from then on is told. What it reads is not of one
//! moment. When all is read, the revision of the workspace is raised: once the stream has told of that, it has told of
//! everything that any part of the scan may have seen, and the audience is of one moment again.

mod campaigns;

use std::sync::Arc;
use std::time::Instant;

use domain::{CustomerId, OrderId};
use mongodb::bson::{RawDocumentBuf, doc};
use mongodb::options::FindOptions;
use mongodb::{ClientSession, Collection};

use super::Shared;
use super::change::{Stage, suppressed};
use super::positions::Positions;
use super::seat::Seat;
use crate::StoreError;
use crate::mongo::collections::{CUSTOMERS, ORDERS, SUPPRESSIONS};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::customers::rows::customer;
use crate::mongo::fields::{Fields, all_within};
use crate::mongo::ingest;
use crate::mongo::orders::rows::order;
use crate::reading::unavailable;

/// Fills the audience of a seat. If that fails, the seat is given up.
pub(super) async fn fill(shared: Arc<Shared>, seat: Arc<Seat>) {
    let began = Instant::now();
    match scan(&shared, &seat).await {
        Ok(()) => tracing::debug!(
            workspace = %seat.workspace,
            bytes = seat.bytes(),
            millis = began.elapsed().as_millis(),
            "the audiences of a workspace are in memory",
        ),
        Err(error) => {
            let why =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            tracing::warn!(workspace = %seat.workspace, why, "the audiences of a workspace cannot be loaded");
            shared.drop_one(&seat, Some(why));
        }
    }
}

async fn scan(shared: &Shared, seat: &Arc<Seat>) -> Result<(), StoreError> {
    let _turn = shared.scans.acquire().await.map_err(unavailable)?;
    let mut listening = shared.listening.subscribe();
    listening.wait_for(|listening| *listening).await.map_err(unavailable)?;
    seat.begin(Positions::read(&shared.db, seat.workspace).await?).await;
    seat.expects(expected(shared, seat).await);
    let mut session = shared.db.client().start_session().causal_consistency(true).await?;
    suppressions(shared, seat, &mut session).await?;
    for stage in [Stage::Customers, Stage::Orders] {
        let mut after = Some(0);
        while let Some(reached) = after
            && !seat.is_gone()
        {
            after = range(shared, seat, &mut session, stage, reached).await?;
            shared.trim();
        }
    }
    campaigns::read(shared, seat, &mut session).await?;
    if !seat.is_gone() {
        seat.complete_at(Positions::raise_revision(&shared.db, seat.workspace).await?).await?;
    }
    Ok(())
}

/// Reads all suppressions: there are few.
async fn suppressions(
    shared: &Shared,
    seat: &Arc<Seat>,
    session: &mut ClientSession,
) -> Result<(), StoreError> {
    let workspace = seat.workspace;
    begin_range(shared, seat, session).await;
    // A key with fewer parts comes before those that begin with it.
    let keys = doc! { "$gte": { "w": workspace.get() }, "$lt": { "w": workspace.get() + 1 } };
    let found = collection(shared, SUPPRESSIONS)
        .find(doc! { "_id": keys })
        .max_time(ANSWER_WITHIN)
        .session(&mut *session)
        .await?;
    let addresses = all_within(session, found, |found| suppressed(found, workspace)).await?;
    seat.end_range((Stage::Suppressions, 0), move |audience| {
        for (channel, address) in addresses {
            audience.index.suppress(channel, &address);
        }
        Ok(())
    })
    .await
}

/// About how many customers and orders there are, which is only for telling how far the scan is.
async fn expected(shared: &Shared, seat: &Seat) -> u64 {
    let counters = ingest::counters(&shared.db, seat.workspace).await;
    counters.map_or(0, |counters| counters.customers.unsigned_abs() + counters.orders.unsigned_abs())
}

/// Reads the next range of customers, or of orders. Says how far that reached; `None` if there are no more.
async fn range(
    shared: &Shared,
    seat: &Arc<Seat>,
    session: &mut ClientSession,
    stage: Stage,
    after: i64,
) -> Result<Option<i64>, StoreError> {
    begin_range(shared, seat, session).await;
    let range = shared.limits.range;
    let options = FindOptions::builder()
        .sort(doc! { "_id": 1 })
        .limit(i64::from(range))
        .batch_size(range)
        .max_time(ANSWER_WITHIN)
        .build();
    let orders = stage == Stage::Orders;
    let found = collection(shared, if orders { ORDERS } else { CUSTOMERS })
        .find(doc! { "w": seat.workspace.get(), "_id": { "$gt": after } })
        .with_options(options)
        .session(&mut *session)
        .await?;
    let found = all_within(session, found, |found| Ok(found.to_owned())).await?;
    let more = found.len() == range as usize;
    let reached = match found.last() {
        Some(last) if more && orders => last.id::<OrderId>("_id")?.get(),
        Some(last) if more => last.id::<CustomerId>("_id")?.get(),
        _ => i64::MAX,
    };
    seat.has_read(found.len() as u64);
    seat.end_range((stage, reached), move |audience| {
        for found in found {
            if orders {
                // If the customer is not there, the stream is about to tell of both, or of neither any more.
                audience.index.add_order(&order(&found)?);
            } else {
                audience.index.upsert(&customer(&found)?);
            }
        }
        Ok(())
    })
    .await?;
    Ok(more.then_some(reached))
}

/// From here on changes in the range are kept; what the stream has told before will be in what is read.
async fn begin_range(shared: &Shared, seat: &Seat, session: &mut ClientSession) {
    seat.begin_range().await;
    // Even from a server that was elected just now.
    if let Some(time) = shared.heard.cluster_time() {
        session.advance_operation_time(time);
    }
}

fn collection(shared: &Shared, name: &str) -> Collection<RawDocumentBuf> {
    shared.db.collection(name)
}
