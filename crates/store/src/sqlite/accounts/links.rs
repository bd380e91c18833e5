//! One-time links.

use domain::{InvitationId, Timestamp, UserId, WorkspaceId};
use rusqlite::{Connection, params};

use super::{invitations, members, sessions, users};
use crate::sqlite::audit;
use crate::sqlite::columns::{Columns, id};
use crate::{NewSession, Note, Session, StoreError};

/// Whom a link signs in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose {
    /// Whoever has owned the workspace for longest.
    OldestOwner,
    /// One of its members.
    Member(UserId),
    /// Somebody who becomes a member by it.
    Invited(InvitationId),
}

/// Keeps a link.
pub(super) fn offer(
    db: &Connection,
    workspace: WorkspaceId,
    whose: Whose,
    hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    if super::workspace(db, workspace)?.is_none() {
        return Err(StoreError::NotFound);
    }
    let (user, invitation) = match whose {
        Whose::OldestOwner => (None, None),
        Whose::Member(user) => (Some(user.get()), None),
        Whose::Invited(invitation) => (None, Some(invitation.get())),
    };
    db.prepare_cached(
        "INSERT INTO link (hash, workspace, user, invitation, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![hash, workspace.get(), user, invitation, expires_at.millis()])?;
    Ok(())
}

/// Uses up a link.
pub(super) fn redeem(
    db: &Connection,
    hash: [u8; 32],
    new: &NewSession,
) -> Result<Option<Session>, StoreError> {
    let Some((workspace, whose, expires_at)) = take(db, hash)? else { return Ok(None) };
    let refused = || audit::append(db, &Note::refused(workspace, new)).map(|()| None);
    if expires_at <= new.at {
        return refused();
    }
    // What nobody can use any more; signing in is rare enough to look for it then.
    for forget in [
        "DELETE FROM link WHERE expires_at <= ?1",
        "DELETE FROM session WHERE expires_at <= ?1",
        "DELETE FROM invitation WHERE expires_at <= ?1",
    ] {
        db.prepare_cached(forget)?.execute([new.at.millis()])?;
    }
    let user = match whose {
        Whose::OldestOwner => members::oldest_owner(db, workspace)?,
        Whose::Member(user) => members::member(db, workspace, user)?.map(|member| member.user.id),
        Whose::Invited(invitation) => join(db, workspace, invitation, new.at)?,
    };
    let Some(user) = user else { return refused() };
    let opened = sessions::open(db, workspace, user, new)?;
    if let Some(session) = &opened {
        if matches!(whose, Whose::Invited(_)) {
            audit::append(db, &Note::joined(session, workspace, session.role))?;
        }
        audit::append(db, &Note::signed_in(session, None))?;
    }
    Ok(opened)
}

/// Removes a link and says what it was.
fn take(db: &Connection, hash: [u8; 32]) -> Result<Option<(WorkspaceId, Whose, Timestamp)>, StoreError> {
    let mut delete = db.prepare_cached(
        "DELETE FROM link WHERE hash = ?1 RETURNING workspace, user, invitation, expires_at",
    )?;
    let mut rows = delete.query([hash])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let whose = match (row.maybe_int(1)?, row.maybe_int(2)?) {
        (Some(user), _) => Whose::Member(id(user)?),
        (None, Some(invitation)) => Whose::Invited(id(invitation)?),
        (None, None) => Whose::OldestOwner,
    };
    Ok(Some((row.id(0)?, whose, row.time(3)?)))
}

/// Makes a member of somebody invited.
fn join(
    db: &Connection,
    workspace: WorkspaceId,
    invitation: InvitationId,
    at: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let Some(found) = invitations::one(db, invitation, at)? else { return Ok(None) };
    let user = users::create(db, None, Some(found.email.as_str()))?;
    members::join(db, workspace, user, found.role, at)?;
    invitations::withdraw(db, workspace, invitation)?;
    Ok(Some(user))
}
