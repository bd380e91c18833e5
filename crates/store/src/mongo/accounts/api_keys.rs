//! Keys for scripts.

use domain::{ApiKeyId, Timestamp, WorkspaceId};
use mongodb::bson::{RawDocument, doc, rawdoc};

use super::sessions::binary;
use crate::mongo::MongoStore;
use crate::mongo::collections::API_KEYS;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::reading::id;
use crate::{ApiKey, StoreError};

const MINUTE_MS: i64 = 60_000;

/// Keeps a new key.
pub(super) async fn create(
    store: &MongoStore,
    workspace: WorkspaceId,
    name: &str,
    prefix: &str,
    hash: [u8; 32],
    at: Timestamp,
) -> Result<ApiKey, StoreError> {
    // A workspace never goes, so this needs no transaction.
    super::workspace(store, workspace).await?.ok_or(StoreError::NotFound)?;
    let number = store.ids.next()?;
    let key = rawdoc! {
        "_id": number,
        "w": workspace.get(),
        "name": name,
        "prefix": prefix,
        "hash": binary(hash),
        "createdAt": at.millis(),
    };
    store.collection(API_KEYS).insert_one(key).await?;
    let (name, prefix) = (name.to_owned(), prefix.to_owned());
    Ok(ApiKey { id: id(number)?, workspace, name, prefix, created_at: at, last_used_at: None })
}

/// A workspace's keys, newest first.
pub(super) async fn list(store: &MongoStore, workspace: WorkspaceId) -> Result<Vec<ApiKey>, StoreError> {
    let found = store
        .collection(API_KEYS)
        .find(doc! { "w": workspace.get() })
        .sort(doc! { "_id": -1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    all(found, read).await
}

/// The key with a hash.
pub(super) async fn find(store: &MongoStore, hash: [u8; 32]) -> Result<Option<ApiKey>, StoreError> {
    let found =
        store.collection(API_KEYS).find_one(doc! { "hash": binary(hash) }).max_time(ANSWER_WITHIN).await?;
    found.as_deref().map(read).transpose()
}

/// The minute an instant falls into.
pub(super) fn minute(at: Timestamp) -> Timestamp {
    at.plus_millis(-at.millis().rem_euclid(MINUTE_MS))
}

/// Notes when a key was last used.
pub(super) async fn note_use(store: &MongoStore, key: ApiKeyId, minute: Timestamp) -> Result<(), StoreError> {
    // Another process may know of a later use.
    let later = doc! { "$max": { "lastUsedAt": minute.millis() } };
    store.collection(API_KEYS).update_one(doc! { "_id": key.get() }, later).await?;
    Ok(())
}

/// Removes a key.
pub(super) async fn revoke(
    store: &MongoStore,
    workspace: WorkspaceId,
    key: ApiKeyId,
) -> Result<(), StoreError> {
    let filter = doc! { "_id": key.get(), "w": workspace.get() };
    let removed = store.collection(API_KEYS).delete_one(filter).await?;
    if removed.deleted_count == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

fn read(key: &RawDocument) -> Result<ApiKey, StoreError> {
    Ok(ApiKey {
        id: key.id("_id")?,
        workspace: key.id("w")?,
        name: key.text("name")?.to_owned(),
        prefix: key.text("prefix")?.to_owned(),
        created_at: key.time("createdAt")?,
        last_used_at: key.maybe_time("lastUsedAt")?,
    })
}
