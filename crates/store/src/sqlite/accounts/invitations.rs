//! Addresses that were asked to become members.

use domain::account::Role;
use domain::customer::Email;
use domain::{InvitationId, Timestamp, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::links;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::{Columns, id, parsed};
use crate::{Invitation, NewInvitation, StoreError};

const COLUMNS: &str = "SELECT id, email, role, created_at, expires_at FROM invitation";

fn read(row: &Row<'_>) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: row.id(0)?,
        email: parsed(row.text(1)?, Email::parse)?,
        role: row.word(2)?,
        created_at: row.time(3)?,
        expires_at: row.time(4)?,
    })
}

/// Keeps an invitation, instead of an earlier one of the same address.
pub(super) fn create(
    db: &Connection,
    workspace: WorkspaceId,
    new: NewInvitation,
) -> Result<Invitation, StoreError> {
    if super::workspace(db, workspace)?.is_none() {
        return Err(StoreError::NotFound);
    }
    let members = super::members::list(db, workspace)?;
    if members.iter().any(|member| member.user.email.as_deref() == Some(new.email.as_str())) {
        return Err(StoreError::WrongState);
    }
    let earlier: Option<i64> = db
        .prepare_cached("SELECT id FROM invitation WHERE workspace = ?1 AND email = ?2")?
        .query_row(params![workspace.get(), new.email.as_str()], |row| row.get(0))
        .optional()?;
    if let Some(earlier) = earlier {
        withdraw(db, workspace, id(earlier)?)?;
    }
    db.prepare_cached(
        "INSERT INTO invitation (workspace, email, role, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        workspace.get(),
        new.email.as_str(),
        new.role.code(),
        new.at.millis(),
        new.expires_at.millis()
    ])?;
    let id: InvitationId = id(db.last_insert_rowid())?;
    if let Some(hash) = new.link {
        links::offer(db, workspace, links::Whose::Invited(id), hash, new.expires_at)?;
    }
    let NewInvitation { email, role, at, expires_at, .. } = new;
    Ok(Invitation { id, email, role, created_at: at, expires_at })
}

/// A workspace's invitations that hold, newest first.
pub(super) fn list(
    db: &Connection,
    workspace: WorkspaceId,
    now: Timestamp,
) -> Result<Vec<Invitation>, StoreError> {
    let mut select =
        db.prepare_cached(&format!("{COLUMNS} WHERE workspace = ?1 AND expires_at > ?2 ORDER BY id DESC"))?;
    let mut rows = select.query([workspace.get(), now.millis()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// One that holds.
pub(super) fn one(
    db: &Connection,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<Option<Invitation>, StoreError> {
    let mut select = db.prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND expires_at > ?2"))?;
    let mut rows = select.query([invitation.get(), now.millis()])?;
    rows.next()?.map(read).transpose()
}

/// What an address was invited to, newest first.
pub(super) fn of_email(
    db: &Connection,
    email: &Email,
    now: Timestamp,
) -> Result<Vec<(WorkspaceId, InvitationId, Role)>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT workspace, id, role FROM invitation WHERE email = ?1 AND expires_at > ?2 ORDER BY id DESC",
    )?;
    let mut rows = select.query(params![email.as_str(), now.millis()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((row.id(0)?, row.id(1)?, row.word(2)?));
    }
    Ok(found)
}

/// Takes an invitation back, and its link.
pub(super) fn withdraw(
    db: &Connection,
    workspace: WorkspaceId,
    invitation: InvitationId,
) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM link WHERE invitation = ?1 AND workspace = ?2")?
        .execute([invitation.get(), workspace.get()])?;
    let removed = db
        .prepare_cached("DELETE FROM invitation WHERE id = ?1 AND workspace = ?2")?
        .execute([invitation.get(), workspace.get()])?;
    if removed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
