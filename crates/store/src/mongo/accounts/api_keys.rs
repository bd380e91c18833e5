//! Keys for scripts.

use domain::account::Scopes;
use domain::{ApiKeyId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{RawDocument, cstr, doc, rawdoc};

use super::links::binary;
use crate::mongo::MongoStore;
use crate::mongo::collections::API_KEYS;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::reading::{corrupt, id};
use crate::{ApiKey, NewApiKey, StoreError, noting};

const MINUTE_MS: i64 = 60_000;

/// Keeps a new key.
pub(super) async fn create(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    key: &NewApiKey,
) -> Result<ApiKey, StoreError> {
    let NewApiKey { name, prefix, hash, scopes, at, expires_at } = key.clone();
    let number = store.ids.next()?;
    let mut document = rawdoc! {
        "_id": number,
        "w": workspace.get(),
        "name": name.as_str(),
        "prefix": prefix.as_str(),
        "hash": binary(hash),
        "scopes": scopes.bits(),
        "createdAt": at.millis(),
    };
    if let Some(end) = expires_at {
        document.append(cstr!("expiresAt"), end.millis());
    }
    store.collection(API_KEYS).insert_one(document).session(session).await?;
    noting::made(number);
    let id = id(number)?;
    Ok(ApiKey { id, workspace, name, prefix, scopes, created_at: at, expires_at, last_used_at: None })
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
    session: &mut ClientSession,
    workspace: WorkspaceId,
    key: ApiKeyId,
) -> Result<(), StoreError> {
    let filter = doc! { "_id": key.get(), "w": workspace.get() };
    let removed = store.collection(API_KEYS).delete_one(filter).session(session).await?;
    if removed.deleted_count == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

fn read(key: &RawDocument) -> Result<ApiKey, StoreError> {
    Ok(ApiKey {
        id: key.id("_id")?,
        workspace: key.id("w")?,
        name: key.text("name")?.to_owned(),
        prefix: key.text("prefix")?.to_owned(),
        scopes: scopes(key.int("scopes")?)?,
        created_at: key.time("createdAt")?,
        expires_at: key.maybe_time("expiresAt")?,
        last_used_at: key.maybe_time("lastUsedAt")?,
    })
}

fn scopes(bits: i64) -> Result<Scopes, StoreError> {
    Scopes::from_bits(bits).ok_or_else(|| corrupt(format!("{bits} as scopes")))
}
