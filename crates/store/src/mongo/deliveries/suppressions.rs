//! Addresses nobody may write to, as far as a chunk asks about them.

use std::collections::{HashMap, HashSet};

use domain::customer::Customer;
use domain::{Channel, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocument, doc};

use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::MongoStore;
use crate::mongo::collections::{CUSTOMERS, SUPPRESSIONS};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::customers::{PEOPLE_AT_ONCE, rows};
use crate::mongo::fields::{Fields, all, all_within};

/// Customers as they are now, by id; within a transaction as it sees them. Those who were erased are not there.
pub(super) async fn people(
    store: &MongoStore,
    mut session: Option<&mut ClientSession>,
    workspace: WorkspaceId,
    ids: &[i64],
) -> Result<HashMap<i64, Customer>, StoreError> {
    let mut people = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(PEOPLE_AT_ONCE) {
        let filter = doc! { "_id": { "$in": ids }, "w": workspace.get() };
        let read = |customer: &RawDocument| Ok((customer.int("_id")?, rows::customer(customer)?));
        people.extend(find(store, session.as_deref_mut(), CUSTOMERS, filter, read).await?);
    }
    Ok(people)
}

/// Those of some addresses that nobody may write to, given as `Profile::plain_address` makes them.
pub(super) async fn suppressed(
    store: &MongoStore,
    mut session: Option<&mut ClientSession>,
    workspace: WorkspaceId,
    channel: Channel,
    addresses: &[String],
) -> Result<HashSet<String>, StoreError> {
    let mut suppressed = HashSet::new();
    for addresses in addresses.chunks(PEOPLE_AT_ONCE) {
        let key = |address: &String| doc! { "w": workspace.get(), "ch": channel.code(), "a": address };
        let filter = doc! { "_id": { "$in": addresses.iter().map(key).collect::<Vec<_>>() } };
        let read = |suppression: &RawDocument| Ok(suppression.inner("_id")?.text("a")?.to_owned());
        suppressed.extend(find(store, session.as_deref_mut(), SUPPRESSIONS, filter, read).await?);
    }
    Ok(suppressed)
}

async fn find<T>(
    store: &MongoStore,
    session: Option<&mut ClientSession>,
    collection: &str,
    filter: Document,
    read: impl FnMut(&RawDocument) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let collection = store.collection(collection);
    if let Some(session) = session {
        let cursor = collection.find(filter).session(&mut *session).await?;
        all_within(session, cursor, read).await
    } else {
        all(collection.find(filter).max_time(ANSWER_WITHIN).await?, read).await
    }
}
