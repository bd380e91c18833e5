//! Keys for scripts.

use domain::account::Scopes;
use domain::{ApiKeyId, Timestamp, WorkspaceId};
use rusqlite::{Connection, Row, params};

use crate::sqlite::columns::{Columns, id};
use crate::sqlite::failure::corrupt;
use crate::sqlite::writer::Writing;
use crate::{ApiKey, NewApiKey, StoreError};

const COLUMNS: &str =
    "SELECT id, workspace, name, prefix, scopes, created_at, expires_at, last_used_at FROM api_key";
const MINUTE_MS: i64 = 60_000;

/// Keeps a new key.
pub(super) fn create(
    writing: &mut Writing<'_>,
    workspace: WorkspaceId,
    key: NewApiKey,
) -> Result<ApiKey, StoreError> {
    if super::workspace(writing.db, workspace)?.is_none() {
        return Err(StoreError::NotFound);
    }
    writing
        .db
        .prepare_cached(
            "INSERT INTO api_key (workspace, name, prefix, hash, scopes, created_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            workspace.get(),
            key.name,
            key.prefix,
            key.hash,
            key.scopes.bits(),
            key.at.millis(),
            key.expires_at.map(Timestamp::millis)
        ])?;
    let id: ApiKeyId = id(writing.db.last_insert_rowid())?;
    writing.made(id.get());
    let NewApiKey { name, prefix, scopes, at, expires_at, .. } = key;
    Ok(ApiKey { id, workspace, name, prefix, scopes, created_at: at, expires_at, last_used_at: None })
}

/// A workspace's keys, newest first.
pub(super) fn list(db: &Connection, workspace: WorkspaceId) -> Result<Vec<ApiKey>, StoreError> {
    let mut select = db.prepare_cached(&format!("{COLUMNS} WHERE workspace = ?1 ORDER BY id DESC"))?;
    let mut rows = select.query([workspace.get()])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        keys.push(read(row)?);
    }
    Ok(keys)
}

/// The key with a hash.
pub(super) fn find(db: &Connection, hash: [u8; 32]) -> Result<Option<ApiKey>, StoreError> {
    let mut select = db.prepare_cached(&format!("{COLUMNS} WHERE hash = ?1"))?;
    let mut rows = select.query([hash])?;
    rows.next()?.map(read).transpose()
}

/// The minute an instant falls into.
pub(super) fn minute(at: Timestamp) -> Timestamp {
    at.plus_millis(-at.millis().rem_euclid(MINUTE_MS))
}

/// Notes when a key was last used.
pub(super) fn note_use(
    writing: &mut Writing<'_>,
    key: ApiKeyId,
    minute: Timestamp,
) -> Result<(), StoreError> {
    writing
        .db
        .prepare_cached("UPDATE api_key SET last_used_at = ?2 WHERE id = ?1")?
        .execute([key.get(), minute.millis()])?;
    Ok(())
}

/// Removes a key.
pub(super) fn revoke(
    writing: &mut Writing<'_>,
    workspace: WorkspaceId,
    key: ApiKeyId,
) -> Result<(), StoreError> {
    let removed = writing
        .db
        .prepare_cached("DELETE FROM api_key WHERE id = ?1 AND workspace = ?2")?
        .execute([key.get(), workspace.get()])?;
    if removed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

fn read(row: &Row<'_>) -> Result<ApiKey, StoreError> {
    Ok(ApiKey {
        id: row.id(0)?,
        workspace: row.id(1)?,
        name: row.text(2)?.to_owned(),
        prefix: row.text(3)?.to_owned(),
        scopes: scopes(row.int(4)?)?,
        created_at: row.time(5)?,
        expires_at: row.maybe_time(6)?,
        last_used_at: row.maybe_time(7)?,
    })
}

fn scopes(bits: i64) -> Result<Scopes, StoreError> {
    Scopes::from_bits(bits).ok_or_else(|| corrupt(format!("{bits} as scopes")))
}
