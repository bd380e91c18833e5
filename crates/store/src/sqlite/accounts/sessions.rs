//! One-time links, and the sessions they open.

use domain::{SessionId, Timestamp, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::sqlite::columns::{Columns, id};
use crate::sqlite::writer::Writing;
use crate::{NewSession, Session, StoreError, User};

/// Keeps a link.
pub(super) fn offer_link(
    writing: &mut Writing<'_>,
    workspace: WorkspaceId,
    hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    if super::workspace(writing.db, workspace)?.is_none() {
        return Err(StoreError::NotFound);
    }
    writing
        .db
        .prepare_cached("INSERT INTO link (hash, workspace, expires_at) VALUES (?1, ?2, ?3)")?
        .execute(params![hash, workspace.get(), expires_at.millis()])?;
    Ok(())
}

/// Uses up a link.
pub(super) fn redeem_link(
    writing: &mut Writing<'_>,
    hash: [u8; 32],
    new: NewSession,
) -> Result<Option<Session>, StoreError> {
    let db = writing.db;
    let mut delete = db.prepare_cached("DELETE FROM link WHERE hash = ?1 RETURNING workspace, expires_at")?;
    let link =
        delete.query_row([hash], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).optional()?;
    let Some((workspace, _)) = link.filter(|(_, expires_at)| *expires_at > new.at.millis()) else {
        return Ok(None);
    };
    // What nobody can use any more; signing in is rare enough to look for it then.
    db.prepare_cached("DELETE FROM link WHERE expires_at <= ?1")?.execute([new.at.millis()])?;
    db.prepare_cached("DELETE FROM session WHERE expires_at <= ?1")?.execute([new.at.millis()])?;
    let user: i64 = db
        .prepare_cached("SELECT user FROM member WHERE workspace = ?1 ORDER BY user LIMIT 1")?
        .query_row([workspace], |row| row.get(0))?;
    db.prepare_cached(
        "INSERT INTO session (workspace, user, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute([workspace, user, new.at.millis(), new.expires_at.millis()])?;
    session(db, id(db.last_insert_rowid())?, new.at)
}

/// A session that is neither revoked nor expired.
pub(super) fn session(
    db: &Connection,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT session.id, user.id, user.name, user.email, session.workspace, session.expires_at
         FROM session JOIN user ON user.id = session.user
         WHERE session.id = ?1 AND session.expires_at > ?2",
    )?;
    let mut rows = select.query([session.get(), now.millis()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Session {
        id: row.id(0)?,
        user: User {
            id: row.id(1)?,
            name: row.maybe_text(2)?.map(str::to_owned),
            email: row.maybe_text(3)?.map(str::to_owned),
        },
        workspace: row.id(4)?,
        expires_at: row.time(5)?,
    }))
}

/// Ends a session.
pub(super) fn revoke(writing: &mut Writing<'_>, session: SessionId) -> Result<(), StoreError> {
    writing.db.prepare_cached("DELETE FROM session WHERE id = ?1")?.execute([session.get()])?;
    Ok(())
}
