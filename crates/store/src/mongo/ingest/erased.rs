//! Names of customers who were erased, so that what the log held of them does not bring them back.

use domain::{Timestamp, Topic, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, doc};

use super::step::mark_key;
use crate::StoreError;
use crate::holdings::{Bound, ErasedNames, forgotten_before};
use crate::mongo::MongoStore;
use crate::mongo::collections::{ERASED_NAMES, MARKS};
use crate::mongo::fields::{Fields, all_within};

/// The erased names of a workspace, with what they keep from being applied to a topic.
pub(super) async fn names(
    store: &MongoStore,
    session: &mut ClientSession,
    topic: Topic,
    workspace: WorkspaceId,
) -> Result<ErasedNames, StoreError> {
    let through = field(topic);
    let found =
        store.collection(ERASED_NAMES).find(doc! { "_id.w": workspace.get() }).session(&mut *session).await?;
    let found = all_within(session, found, |name| {
        let bound = Bound { through: name.count(through)?, erased_at: name.time("erasedAt")? };
        Ok((name.inner("_id")?.int("h")?, bound))
    });
    let mut names = ErasedNames::default();
    for (hash, bound) in found.await? {
        names.add(hash, bound);
    }
    if !names.is_empty() {
        forget(store, session, workspace, store.now()).await?;
    }
    Ok(names)
}

/// Where a name says up to where a topic is not applied.
const fn field(topic: Topic) -> &'static str {
    match topic {
        Topic::Orders => "orders",
        Topic::Customers | Topic::Receipts => "customers",
    }
}

/// Forgets names that nothing in the log stands before any more.
async fn forget(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut passed: Document =
        doc! { "_id.w": workspace.get(), "erasedAt": { "$lt": forgotten_before(now).millis() } };
    for topic in [Topic::Customers, Topic::Orders] {
        let key = doc! { "_id": mark_key(topic, workspace) };
        let mark = store.collection(MARKS).find_one(key).session(&mut *session).await?;
        let position = mark.map_or(Ok(0), |mark| mark.int("position"))?;
        passed.insert(field(topic), doc! { "$lte": position });
    }
    store.collection(ERASED_NAMES).delete_many(passed).session(session).await?;
    Ok(())
}
