//! Looking documents up, within a transaction or outside of any.

use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocumentBuf, doc};

use crate::StoreError;
use crate::mongo::MongoStore;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{all, all_within};

/// The transaction in which something is looked up, if it is one.
pub(super) type Within<'s> = Option<&'s mut ClientSession>;

/// The first that a filter finds, in some order.
pub(super) async fn first(
    store: &MongoStore,
    within: Within<'_>,
    collection: &str,
    filter: Document,
    order: Document,
) -> Result<Option<RawDocumentBuf>, StoreError> {
    let collection = store.collection(collection);
    let find = collection.find_one(filter).sort(order);
    Ok(match within {
        Some(session) => find.session(session).await?,
        None => find.max_time(ANSWER_WITHIN).await?,
    })
}

/// The one that a filter finds.
pub(super) async fn one(
    store: &MongoStore,
    within: Within<'_>,
    collection: &str,
    filter: Document,
) -> Result<Option<RawDocumentBuf>, StoreError> {
    first(store, within, collection, filter, doc! {}).await
}

/// All that a filter finds, in some order.
pub(super) async fn many(
    store: &MongoStore,
    within: Within<'_>,
    collection: &str,
    filter: Document,
    order: Document,
) -> Result<Vec<RawDocumentBuf>, StoreError> {
    let collection = store.collection(collection);
    let find = collection.find(filter).sort(order);
    match within {
        Some(session) => {
            let found = find.session(&mut *session).await?;
            all_within(session, found, |row| Ok(row.to_owned())).await
        }
        None => all(find.max_time(ANSWER_WITHIN).await?, |row| Ok(row.to_owned())).await,
    }
}
