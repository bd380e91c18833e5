//! Keys for scripts.

use domain::{ApiKeyId, Timestamp, WorkspaceId};
use rusqlite::{Connection, Row, params};

use crate::sqlite::columns::{Columns, id};
use crate::sqlite::writer::Writing;
use crate::{ApiKey, StoreError};

const COLUMNS: &str = "SELECT id, workspace, name, prefix, created_at, last_used_at FROM api_key";
const MINUTE_MS: i64 = 60_000;

/// Keeps a new key.
pub(super) fn create(
    writing: &mut Writing<'_>,
    workspace: WorkspaceId,
    name: String,
    prefix: String,
    hash: [u8; 32],
    at: Timestamp,
) -> Result<ApiKey, StoreError> {
    if super::workspace(writing.db, workspace)?.is_none() {
        return Err(StoreError::NotFound);
    }
    writing
        .db
        .prepare_cached(
            "INSERT INTO api_key (workspace, name, prefix, hash, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![workspace.get(), name, prefix, hash, at.millis()])?;
    let id = id(writing.db.last_insert_rowid())?;
    Ok(ApiKey { id, workspace, name, prefix, created_at: at, last_used_at: None })
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
        created_at: row.time(4)?,
        last_used_at: row.maybe_time(5)?,
    })
}
