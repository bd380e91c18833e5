//! Signed-in browsers.

use async_trait::async_trait;
use domain::{SessionId, Timestamp, UserId, WorkspaceId};
use rusqlite::{Connection, Row, params};

use super::users;
use crate::sqlite::SqliteStore;
use crate::sqlite::columns::{Columns, id};
use crate::sqlite::writer::{Durability, Writing};
use crate::{Device, NewSession, Session, Sessions, StoreError};

#[async_trait]
impl Sessions for SqliteStore {
    async fn sessions(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        self.read(move |db| {
            let mut select = db.prepare_cached(&select("session.user = ?1 AND session.expires_at > ?2"))?;
            let mut rows = select.query([user.get(), now.millis()])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(read(row)?);
            }
            Ok(found)
        })
        .await
    }

    async fn end_session(&self, user: UserId, session: SessionId) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| {
            let ended = writing
                .db
                .prepare_cached("DELETE FROM session WHERE id = ?1 AND user = ?2")?
                .execute([session.get(), user.get()])?;
            if ended == 0 { Err(StoreError::NotFound) } else { Ok(()) }
        })
        .await
    }

    async fn end_sessions(&self, user: UserId) -> Result<u64, StoreError> {
        self.write(Durability::Power, move |writing| {
            let mut delete = writing.db.prepare_cached("DELETE FROM session WHERE user = ?1")?;
            Ok(delete.execute([user.get()])? as u64)
        })
        .await
    }

    async fn note_session(&self, session: SessionId, at: Timestamp) -> Result<(), StoreError> {
        self.write(Durability::Process, move |writing| {
            writing
                .db
                .prepare_cached("UPDATE session SET seen_at = max(seen_at, ?2) WHERE id = ?1")?
                .execute([session.get(), at.millis()])?;
            Ok(())
        })
        .await
    }

    async fn switch_workspace(
        &self,
        session: SessionId,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Session, StoreError> {
        self.write(Durability::Power, move |writing| {
            writing
                .db
                .prepare_cached("UPDATE session SET workspace = ?2 WHERE id = ?1")?
                .execute([session.get(), workspace.get()])?;
            // Undone with the error if they are no member there.
            self::session(writing.db, session, now)?.ok_or(StoreError::NotFound)
        })
        .await
    }
}

fn select(condition: &str) -> String {
    format!(
        "SELECT {}, session.id, session.workspace, member.role, session.created_at, session.seen_at,
                session.expires_at, session.agent, session.address
         FROM session JOIN user ON user.id = session.user
              JOIN member ON member.workspace = session.workspace AND member.user = session.user
         WHERE {condition} ORDER BY session.id DESC",
        users::COLUMNS
    )
}

fn read(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        user: users::read(row, 0)?,
        id: row.id(4)?,
        workspace: row.id(5)?,
        role: row.word(6)?,
        created_at: row.time(7)?,
        seen_at: row.time(8)?,
        expires_at: row.time(9)?,
        device: Device {
            agent: row.maybe_text(10)?.map(str::to_owned),
            address: row.maybe_text(11)?.map(str::to_owned),
        },
    })
}

/// Opens a session of a member.
pub(super) fn open(
    db: &Connection,
    workspace: WorkspaceId,
    user: UserId,
    new: &NewSession,
) -> Result<Option<Session>, StoreError> {
    db.prepare_cached(
        "INSERT INTO session (workspace, user, created_at, seen_at, expires_at, agent, address)
         VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        workspace.get(),
        user.get(),
        new.at.millis(),
        new.expires_at.millis(),
        new.device.agent,
        new.device.address
    ])?;
    session(db, id(db.last_insert_rowid())?, new.at)
}

/// A session that is neither revoked nor expired.
pub(super) fn session(
    db: &Connection,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let mut select = db.prepare_cached(&select("session.id = ?1 AND session.expires_at > ?2"))?;
    let mut rows = select.query([session.get(), now.millis()])?;
    rows.next()?.map(read).transpose()
}

/// Ends a session.
pub(super) fn revoke(writing: &mut Writing<'_>, session: SessionId) -> Result<(), StoreError> {
    writing.db.prepare_cached("DELETE FROM session WHERE id = ?1")?.execute([session.get()])?;
    Ok(())
}
