//! The indexes: made when the store is opened, and checked.
//!
//! Keys begin with the workspace wherever a collection may grow large, so that it can be sharded by it.

use std::time::Duration;

use mongodb::bson::{Bson, Document, RawDocumentBuf, doc};
use mongodb::error::ErrorKind;
use mongodb::options::IndexOptions;
use mongodb::{Database, IndexModel};
use tokio::task::JoinSet;

use super::collections::{
    self, API_KEYS, CHUNKS, CUSTOMERS, DEAD_LETTERS, IMPORT_REJECTIONS, IMPORTS, INVITATIONS, LINKS, MEMBERS,
    ORDERS, OUTCOMES, SESSIONS, USERS, WORKSPACES,
};
use crate::StoreError;
use crate::reading::{corrupt, unavailable};

/// The server's code for a collection that is there already.
const NAMESPACE_EXISTS: i32 = 48;
/// The server's codes for an index that is there already with the same name and other options or keys.
const INDEX_CONFLICTS: [i32; 2] = [85, 86];

/// An index of a collection.
#[derive(Debug, Clone)]
struct Index {
    collection: &'static str,
    name: &'static str,
    keys: Document,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// For finding.
    Plain,
    /// A value is there once.
    Unique,
    /// A value is there once, among documents that have this field.
    UniqueIfPresent(&'static str),
    /// For finding, among documents in which this number is above zero: what waits for a worker, and little else.
    AboveZero(&'static str),
    /// Documents go when their date has come.
    Expiring,
}

fn wanted() -> Vec<Index> {
    let index = |collection, name, keys, kind| Index { collection, name, keys, kind };
    vec![
        index(WORKSPACES, "first", doc! { "first": 1 }, Kind::UniqueIfPresent("first")),
        index(MEMBERS, "workspace", doc! { "_id.w": 1, "_id.u": 1 }, Kind::Plain),
        index(MEMBERS, "person", doc! { "_id.u": 1, "joinedAt": 1 }, Kind::Plain),
        index(USERS, "identity", doc! { "issuer": 1, "subject": 1 }, Kind::UniqueIfPresent("issuer")),
        index(INVITATIONS, "email", doc! { "w": 1, "email": 1 }, Kind::Unique),
        index(INVITATIONS, "person", doc! { "email": 1 }, Kind::Plain),
        index(LINKS, "expiry", doc! { "expiresAt": 1 }, Kind::Plain),
        index(SESSIONS, "person", doc! { "u": 1, "_id": -1 }, Kind::Plain),
        index(SESSIONS, "expiry", doc! { "expiresAt": 1 }, Kind::Plain),
        index(API_KEYS, "hash", doc! { "hash": 1 }, Kind::Unique),
        index(API_KEYS, "workspace", doc! { "w": 1, "_id": -1 }, Kind::Plain),
        index(collections::AUDIT, "workspace", doc! { "w": 1, "_id": -1 }, Kind::Plain),
        index(collections::AUDIT, "target", doc! { "w": 1, "deed": 1, "on": 1, "at": 1 }, Kind::Plain),
        index(OUTCOMES, "expiry", doc! { "expireAt": 1 }, Kind::Expiring),
        index(DEAD_LETTERS, "workspace", doc! { "w": 1, "_id": -1 }, Kind::Plain),
        index(CUSTOMERS, "workspace", doc! { "w": 1, "_id": 1 }, Kind::Plain),
        index(CUSTOMERS, "email", doc! { "w": 1, "email": 1 }, Kind::UniqueIfPresent("email")),
        index(CUSTOMERS, "externalId", doc! { "w": 1, "externalId": 1 }, Kind::UniqueIfPresent("externalId")),
        index(ORDERS, "workspace", doc! { "w": 1, "_id": 1 }, Kind::Plain),
        index(ORDERS, "externalId", doc! { "w": 1, "externalId": 1 }, Kind::UniqueIfPresent("externalId")),
        // With the net amount at the end, what charts and totals ask is in the index.
        index(ORDERS, "date", doc! { "w": 1, "orderDate": 1, "_id": 1, "net": 1 }, Kind::Plain),
        index(
            ORDERS,
            "customer",
            doc! { "w": 1, "customer": 1, "orderDate": 1, "_id": 1, "net": 1 },
            Kind::Plain,
        ),
        index(CHUNKS, "settled", doc! { "w": 1, "sent": 1, "failed": 1 }, Kind::Plain),
        index(IMPORTS, "workspace", doc! { "w": 1, "_id": -1 }, Kind::Plain),
        index(IMPORTS, "state", doc! { "state": 1 }, Kind::Plain),
        index(IMPORT_REJECTIONS, "line", doc! { "_id.i": 1, "line": 1, "_id.n": 1 }, Kind::Plain),
        index(collections::SEGMENTS, "name", doc! { "w": 1, "key": 1 }, Kind::Unique),
        index(collections::SEGMENTS, "references", doc! { "w": 1, "refs": 1 }, Kind::Plain),
        index(collections::CAMPAIGNS, "references", doc! { "w": 1, "refs": 1 }, Kind::Plain),
        index(collections::CAMPAIGNS, "workspace", doc! { "w": 1, "_id": -1 }, Kind::Plain),
        index(collections::CAMPAIGNS, "state", doc! { "state": 1 }, Kind::Plain),
        index(collections::CAMPAIGNS, "turn", doc! { "turn": 1 }, Kind::AboveZero("turn")),
        // In the order of places, which never change: whoever adds up a campaign meets every chunk once.
        index(collections::CHUNKS, "campaign", doc! { "w": 1, "c": 1, "n": 1 }, Kind::Plain),
        index(
            collections::CHUNKS,
            "pending",
            doc! { "w": 1, "c": 1, "n": 1, "dueAt": 1, "leasedUntil": 1 },
            Kind::AboveZero("pending"),
        ),
        index(
            collections::CHUNKS,
            "awaiting",
            doc! { "awaitingSince": 1, "askAfter": 1 },
            Kind::AboveZero("submitted"),
        ),
        index(collections::ENROLMENTS, "member", doc! { "w": 1, "first": 1, "last": 1 }, Kind::Plain),
        index(collections::ERASED_NAMES, "workspace", doc! { "_id.w": 1 }, Kind::Plain),
        index(collections::WITHDRAWALS, "workspace", doc! { "_id.w": 1 }, Kind::Plain),
        index(collections::MESSAGES, "campaign", doc! { "w": 1, "c": 1, "o": 1 }, Kind::Plain),
    ]
}

/// Makes the collections and indexes that are missing.
///
/// # Errors
/// [`StoreError::Corrupt`] if there is an index of another kind under the name of one of these.
pub(super) async fn make(db: &Database) -> Result<(), StoreError> {
    let present = db.list_collection_names().await?;
    let mut makers = JoinSet::new();
    for &collection in collections::ALL {
        let indexes: Vec<_> = wanted().into_iter().filter(|index| index.collection == collection).collect();
        let missing = !present.iter().any(|name| name == collection);
        makers.spawn(make_collection(db.clone(), collection, indexes, missing));
    }
    while let Some(made) = makers.join_next().await {
        made.map_err(unavailable)??;
    }
    if finds_by_partial_index(db).await? {
        return Ok(());
    }
    // `secantusd` looks through all of a collection for what only a partial index has.
    for (collection, field) in [(CUSTOMERS, "email"), (CUSTOMERS, "externalId"), (ORDERS, "externalId")] {
        let whole = IndexModel::builder().keys(doc! { "w": 1, field: 1, "_id": 1 }).build();
        db.collection::<RawDocumentBuf>(collection).create_index(whole).await?;
    }
    Ok(())
}

/// True if the server finds names by the indexes that keep them unique.
async fn finds_by_partial_index(db: &Database) -> Result<bool, StoreError> {
    let find = doc! { "find": CUSTOMERS, "filter": { "w": 0_i64, "email": { "$in": ["nobody"] } } };
    let plan = db.run_command(doc! { "explain": find, "verbosity": "queryPlanner" }).await?;
    Ok(plan.to_string().contains("IXSCAN"))
}

async fn make_collection(
    db: Database,
    name: &'static str,
    indexes: Vec<Index>,
    missing: bool,
) -> Result<(), StoreError> {
    if missing {
        match db.create_collection(name).await {
            // Another process made it at this moment.
            Err(error) if matches!(&*error.kind, ErrorKind::Command(error) if error.code == NAMESPACE_EXISTS) =>
                {}
            made => made?,
        }
    }
    if indexes.is_empty() {
        return Ok(());
    }
    let collection = db.collection::<RawDocumentBuf>(name);
    match collection.create_indexes(indexes.iter().map(Index::model)).await {
        Err(error) if matches!(&*error.kind, ErrorKind::Command(error) if INDEX_CONFLICTS.contains(&error.code)) =>
        {
            return Err(corrupt(format!("the indexes of {name}: {error}")));
        }
        made => made?,
    };
    let mut found = Vec::new();
    let mut cursor = collection.list_indexes().await?;
    while cursor.advance().await? {
        found.push(cursor.deserialize_current()?);
    }
    for index in indexes {
        if !found.iter().any(|found| index.is(found)) {
            return Err(corrupt(format!("there is another index {} of {name} than is needed", index.name)));
        }
    }
    Ok(())
}

impl Index {
    fn model(&self) -> IndexModel {
        let mut options = IndexOptions::builder().name(self.name.to_owned()).build();
        match self.kind {
            Kind::Plain => {}
            Kind::Unique => options.unique = Some(true),
            Kind::UniqueIfPresent(field) => {
                options.unique = Some(true);
                options.partial_filter_expression = Some(doc! { field: { "$exists": true } });
            }
            Kind::AboveZero(field) => {
                options.partial_filter_expression = Some(doc! { field: { "$gt": 0 } });
            }
            Kind::Expiring => options.expire_after = Some(Duration::ZERO),
        }
        IndexModel::builder().keys(self.keys.clone()).options(options).build()
    }

    /// True if an index of the server is this one.
    fn is(&self, found: &IndexModel) -> bool {
        let Some(options) = &found.options else { return false };
        let wanted = self.model().options.unwrap_or_default();
        // Servers answer directions as whatever kind of number they like.
        let directions = |keys: &Document| -> Vec<(String, Option<i64>)> {
            keys.iter().map(|(name, direction)| (name.clone(), whole(direction))).collect()
        };
        options.name.as_deref() == Some(self.name)
            && directions(&found.keys) == directions(&self.keys)
            && options.unique.unwrap_or(false) == wanted.unique.unwrap_or(false)
            && options.partial_filter_expression == wanted.partial_filter_expression
            && options.expire_after == wanted.expire_after
    }
}

fn whole(number: &Bson) -> Option<i64> {
    match number {
        Bson::Int32(number) => Some((*number).into()),
        Bson::Int64(number) => Some(*number),
        Bson::Double(number) => Some(*number as i64),
        _ => None,
    }
}
