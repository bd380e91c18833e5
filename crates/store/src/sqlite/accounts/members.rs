//! Who belongs to a workspace, and as what.

use async_trait::async_trait;
use domain::account::{Identity, Role};
use domain::workspace::{Settings, Workspace};
use domain::{InvitationId, Timestamp, UserId, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, Row};

use super::{invitations, links, sessions, users, workspaces};
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::{Columns, id, word};
use crate::sqlite::writer::Durability;
use crate::sqlite::{SqliteStore, audit};
use crate::{Invitation, Member, Members, NewInvitation, NewSession, Note, Session, StoreError, User};

#[async_trait]
impl Members for SqliteStore {
    async fn members(&self, workspace: WorkspaceId) -> Result<Vec<Member>, StoreError> {
        self.read(move |db| list(db, workspace)).await
    }

    async fn workspaces_of(&self, user: UserId) -> Result<Vec<(Workspace, Role)>, StoreError> {
        self.read(move |db| workspaces_of(db, user)).await
    }

    async fn change_role(
        &self,
        workspace: WorkspaceId,
        user: UserId,
        role: Role,
    ) -> Result<Member, StoreError> {
        self.write(Durability::Power, move |writing| change_role(writing.db, workspace, user, role)).await
    }

    async fn remove_member(&self, workspace: WorkspaceId, user: UserId) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| remove(writing.db, workspace, user)).await
    }

    async fn rename_user(&self, user: UserId, name: Option<String>) -> Result<User, StoreError> {
        self.write(Durability::Power, move |writing| users::rename(writing.db, user, name.as_deref())).await
    }

    async fn offer_member_link(
        &self,
        workspace: WorkspaceId,
        user: UserId,
        hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| {
            let member = member(writing.db, workspace, user)?.ok_or(StoreError::NotFound)?;
            if member.user.issuer.is_some() || workspaces_of(writing.db, user)?.len() > 1 {
                return Err(StoreError::WrongState);
            }
            links::offer(writing.db, workspace, links::Whose::Member(user), hash, expires_at)
        })
        .await
    }

    async fn invite(
        &self,
        workspace: WorkspaceId,
        invitation: NewInvitation,
    ) -> Result<Invitation, StoreError> {
        self.write(Durability::Power, move |writing| {
            let made = invitations::create(writing.db, workspace, invitation)?;
            writing.made(made.id.get());
            Ok(made)
        })
        .await
    }

    async fn invitations(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, StoreError> {
        self.read(move |db| invitations::list(db, workspace, now)).await
    }

    async fn withdraw_invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Result<(), StoreError> {
        self.write(Durability::Power, move |writing| invitations::withdraw(writing.db, workspace, invitation))
            .await
    }

    async fn sign_in(
        &self,
        who: Identity,
        welcome: Option<Settings>,
        session: NewSession,
    ) -> Result<Option<Session>, StoreError> {
        self.write(Durability::Power, move |writing| sign_in(writing.db, &who, welcome.as_ref(), &session))
            .await
    }

    async fn connect(&self, user: UserId, who: Identity) -> Result<User, StoreError> {
        self.write(Durability::Power, move |writing| users::connect(writing.db, user, &who)).await
    }
}

/// Makes a person a member; who is one already stays what they are.
pub(in crate::sqlite) fn join(
    db: &Connection,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
    at: Timestamp,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO member (workspace, user, role, joined_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
    )?
    .execute([workspace.get(), user.get(), role.code(), at.millis()])?;
    Ok(())
}

/// The owner who has been there for longest.
pub(super) fn oldest_owner(db: &Connection, workspace: WorkspaceId) -> Result<Option<UserId>, StoreError> {
    db.prepare_cached(
        "SELECT user FROM member WHERE workspace = ?1 AND role = ?2 ORDER BY joined_at, user LIMIT 1",
    )?
    .query_row([workspace.get(), Role::Owner.code()], |row| row.get(0))
    .optional()?
    .map(id)
    .transpose()
}

fn read(row: &Row<'_>) -> Result<Member, StoreError> {
    Ok(Member { user: users::read(row, 0)?, role: row.word(4)?, joined_at: row.time(5)? })
}

fn select(condition: &str) -> String {
    format!(
        "SELECT {}, member.role, member.joined_at FROM member JOIN user ON user.id = member.user
         WHERE member.workspace = ?1 {condition} ORDER BY member.joined_at, member.user",
        users::COLUMNS
    )
}

/// A workspace's members.
pub(super) fn list(db: &Connection, workspace: WorkspaceId) -> Result<Vec<Member>, StoreError> {
    let mut select = db.prepare_cached(&select(""))?;
    let mut rows = select.query([workspace.get()])?;
    let mut members = Vec::new();
    while let Some(row) = rows.next()? {
        members.push(read(row)?);
    }
    Ok(members)
}

/// One member.
pub(super) fn member(
    db: &Connection,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Member>, StoreError> {
    let mut select = db.prepare_cached(&select("AND member.user = ?2"))?;
    let mut rows = select.query([workspace.get(), user.get()])?;
    rows.next()?.map(read).transpose()
}

fn workspaces_of(db: &Connection, user: UserId) -> Result<Vec<(Workspace, Role)>, StoreError> {
    let mut select = db
        .prepare_cached("SELECT workspace, role FROM member WHERE user = ?1 ORDER BY joined_at, workspace")?;
    let rows = select.query_map([user.get()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (workspace, role): (i64, i64) = row?;
        if let Some(workspace) = workspaces::workspace(db, id(workspace)?)? {
            found.push((workspace, word(role)?));
        }
    }
    Ok(found)
}

/// `WrongState` if a workspace's only owner is this one.
fn another_owner(db: &Connection, workspace: WorkspaceId, user: UserId) -> Result<(), StoreError> {
    let others: i64 = db
        .prepare_cached("SELECT count(*) FROM member WHERE workspace = ?1 AND role = ?2 AND user <> ?3")?
        .query_row([workspace.get(), Role::Owner.code(), user.get()], |row| row.get(0))?;
    if others == 0 { Err(StoreError::WrongState) } else { Ok(()) }
}

fn change_role(
    db: &Connection,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
) -> Result<Member, StoreError> {
    let before = member(db, workspace, user)?.ok_or(StoreError::NotFound)?;
    if before.role == Role::Owner && role != Role::Owner {
        another_owner(db, workspace, user)?;
    }
    db.prepare_cached("UPDATE member SET role = ?3 WHERE workspace = ?1 AND user = ?2")?.execute([
        workspace.get(),
        user.get(),
        role.code(),
    ])?;
    Ok(Member { role, ..before })
}

fn remove(db: &Connection, workspace: WorkspaceId, user: UserId) -> Result<(), StoreError> {
    let before = member(db, workspace, user)?.ok_or(StoreError::NotFound)?;
    if before.role == Role::Owner {
        another_owner(db, workspace, user)?;
    }
    for delete in [
        "DELETE FROM member WHERE workspace = ?1 AND user = ?2",
        "DELETE FROM session WHERE workspace = ?1 AND user = ?2",
        "DELETE FROM link WHERE workspace = ?1 AND user = ?2",
    ] {
        db.prepare_cached(delete)?.execute([workspace.get(), user.get()])?;
    }
    Ok(())
}

fn sign_in(
    db: &Connection,
    who: &Identity,
    welcome: Option<&Settings>,
    new: &NewSession,
) -> Result<Option<Session>, StoreError> {
    let invited = invitations::of_email(db, &who.email, new.at)?;
    let known = users::known(db, who)?;
    let user = match (known, welcome) {
        (Some(user), _) => user,
        (None, None) if invited.is_empty() => return Ok(None),
        (None, _) => users::create_known(db, who)?,
    };
    users::refresh(db, user, who)?;
    let mut joined = Vec::new();
    for (workspace, invitation, role) in &invited {
        if member(db, *workspace, user)?.is_none() {
            join(db, *workspace, user, *role, new.at)?;
            joined.push((*workspace, *role));
        }
        invitations::withdraw(db, *workspace, *invitation)?;
    }
    if let (None, true, Some(settings)) = (known, invited.is_empty(), welcome) {
        let workspace = workspaces::create_bare(db, settings, false, new.at)?;
        join(db, workspace.id, user, Role::Owner, new.at)?;
    }
    // What was just joined is shown first; otherwise where they were last, or have been for longest.
    let newest = invited.first().map(|(workspace, ..)| workspace.get());
    let workspace: Option<i64> = db
        .prepare_cached(
            "SELECT workspace FROM member WHERE user = ?1
             ORDER BY workspace IS ?2 DESC,
                      (SELECT max(session.id) FROM session
                       WHERE session.user = member.user AND session.workspace = member.workspace) DESC,
                      joined_at, workspace LIMIT 1",
        )?
        .query_row(rusqlite::params![user.get(), newest], |row| row.get(0))
        .optional()?;
    let Some(workspace) = workspace else { return Ok(None) };
    let opened = sessions::open(db, id(workspace)?, user, new)?;
    if let Some(session) = &opened {
        for (workspace, role) in joined {
            audit::append(db, &Note::joined(session, workspace, role))?;
        }
        audit::append(db, &Note::signed_in(session, Some(&who.issuer)))?;
    }
    Ok(opened)
}
