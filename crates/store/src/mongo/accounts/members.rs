//! Who belongs to a workspace, and as what.

use async_trait::async_trait;
use domain::account::{Identity, Role};
use domain::workspace::{Settings, Workspace};
use domain::{InvitationId, Timestamp, UserId, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocument, doc, rawdoc};

use super::links::{self, Whose};
use super::looking::{Within, first, many, one};
use super::workspaces::{self, Origin};
use super::{invitations, sessions, users};
use crate::codes::Coded;
use crate::mongo::collections::{LINKS, MEMBERS, SESSIONS};
use crate::mongo::fields::Fields;
use crate::mongo::transaction::transact;
use crate::mongo::{MongoStore, audit};
use crate::{Invitation, Member, Members, NewInvitation, NewSession, Note, Session, StoreError, User};

#[async_trait]
impl Members for MongoStore {
    async fn members(&self, workspace: WorkspaceId) -> Result<Vec<Member>, StoreError> {
        list(self, None, workspace).await
    }

    async fn workspaces_of(&self, user: UserId) -> Result<Vec<(Workspace, Role)>, StoreError> {
        let mut found = Vec::new();
        for Membership { workspace, role, .. } in memberships(self, None, user).await? {
            if let Some(workspace) = super::workspace(self, workspace).await? {
                found.push((workspace, role));
            }
        }
        Ok(found)
    }

    async fn change_role(
        &self,
        workspace: WorkspaceId,
        user: UserId,
        role: Role,
    ) -> Result<Member, StoreError> {
        transact!(self, |session| change_role(self, session, workspace, user, role))
    }

    async fn remove_member(&self, workspace: WorkspaceId, user: UserId) -> Result<(), StoreError> {
        transact!(self, |session| remove(self, session, workspace, user))
    }

    async fn rename_user(&self, user: UserId, name: Option<String>) -> Result<User, StoreError> {
        transact!(self, |session| users::rename(self, session, user, name.as_deref()))
    }

    async fn offer_member_link(
        &self,
        workspace: WorkspaceId,
        user: UserId,
        hash: [u8; 32],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        transact!(self, |session| async {
            let member = member(self, session, workspace, user).await?;
            if member.user.issuer.is_some() || memberships(self, Some(&mut *session), user).await?.len() > 1 {
                return Err(StoreError::WrongState);
            }
            let link = links::document(workspace, Whose::Member(user), hash, expires_at);
            self.collection(LINKS).insert_one(link).session(session).await?;
            Ok(())
        })
    }

    async fn invite(
        &self,
        workspace: WorkspaceId,
        invitation: NewInvitation,
    ) -> Result<Invitation, StoreError> {
        transact!(self, |session| invitations::create(self, session, workspace, &invitation))
    }

    async fn invitations(
        &self,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Vec<Invitation>, StoreError> {
        invitations::list(self, workspace, now).await
    }

    async fn withdraw_invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Result<(), StoreError> {
        transact!(self, |session| invitations::withdraw(self, session, workspace, invitation))
    }

    async fn sign_in(
        &self,
        who: Identity,
        welcome: Option<Settings>,
        new: NewSession,
    ) -> Result<Option<Session>, StoreError> {
        transact!(self, |session| sign_in(self, session, &who, welcome.as_ref(), &new))
    }

    async fn connect(&self, user: UserId, who: Identity) -> Result<User, StoreError> {
        transact!(self, |session| users::connect(self, session, user, &who))
    }
}

/// What a person is in a workspace.
#[derive(Debug, Clone, Copy)]
pub(super) struct Membership {
    pub(super) workspace: WorkspaceId,
    pub(super) user: UserId,
    pub(super) role: Role,
    joined_at: Timestamp,
}

fn read(member: &RawDocument) -> Result<Membership, StoreError> {
    let key = member.inner("_id")?;
    Ok(Membership {
        workspace: key.id("w")?,
        user: key.id("u")?,
        role: member.word("role")?,
        joined_at: member.time("joinedAt")?,
    })
}

fn key(workspace: WorkspaceId, user: UserId) -> Document {
    doc! { "_id": { "w": workspace.get(), "u": user.get() } }
}

/// Makes a person a member; who is one already stays what they are.
pub(super) async fn join(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
    at: Timestamp,
) -> Result<(), StoreError> {
    if membership(store, Some(&mut *session), workspace, user).await?.is_some() {
        return Ok(());
    }
    let member = rawdoc! {
        "_id": { "w": workspace.get(), "u": user.get() }, "role": role.code(), "joinedAt": at.millis(),
    };
    store.collection(MEMBERS).insert_one(member).session(session).await?;
    Ok(())
}

/// What a person is in a workspace, if they are a member.
pub(super) async fn membership(
    store: &MongoStore,
    within: Within<'_>,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Option<Membership>, StoreError> {
    let found = one(store, within, MEMBERS, key(workspace, user)).await?;
    found.as_deref().map(read).transpose()
}

/// What a person is everywhere, in the order in which they joined.
pub(super) async fn memberships(
    store: &MongoStore,
    within: Within<'_>,
    user: UserId,
) -> Result<Vec<Membership>, StoreError> {
    let order = doc! { "joinedAt": 1, "_id.w": 1 };
    let found = many(store, within, MEMBERS, doc! { "_id.u": user.get() }, order).await?;
    found.iter().map(|member| read(member)).collect()
}

/// The owner who has been there for longest.
pub(super) async fn oldest_owner(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
) -> Result<Option<UserId>, StoreError> {
    let owners = doc! { "_id.w": workspace.get(), "role": Role::Owner.code() };
    let oldest = first(store, Some(session), MEMBERS, owners, doc! { "joinedAt": 1, "_id.u": 1 }).await?;
    oldest.map(|member| Ok(read(&member)?.user)).transpose()
}

/// A workspace's members.
pub(super) async fn list(
    store: &MongoStore,
    mut within: Within<'_>,
    workspace: WorkspaceId,
) -> Result<Vec<Member>, StoreError> {
    let order = doc! { "joinedAt": 1, "_id.u": 1 };
    let filter = doc! { "_id.w": workspace.get() };
    let found = many(store, within.as_deref_mut(), MEMBERS, filter, order).await?;
    let found = found.iter().map(|member| read(member)).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<_> = found.iter().map(|membership| membership.user.get()).collect();
    let users = users::all_of(store, within, &ids).await?;
    let named = |Membership { user, role, joined_at, .. }: Membership| {
        Ok(Member { user: users::taken(&users, user.get())?, role, joined_at })
    };
    found.into_iter().map(named).collect()
}

/// One member.
async fn member(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<Member, StoreError> {
    let membership = membership(store, Some(&mut *session), workspace, user).await?;
    let Membership { role, joined_at, .. } = membership.ok_or(StoreError::NotFound)?;
    let user = users::user(store, Some(session), user).await?.ok_or(StoreError::NotFound)?;
    Ok(Member { user, role, joined_at })
}

/// `WrongState` if a workspace's only owner is this one. Whoever asks at the same moment meets us at the workspace.
async fn another_owner(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<(), StoreError> {
    workspaces::touch(store, session, workspace).await?;
    let others = doc! {
        "_id.w": workspace.get(), "_id.u": { "$ne": user.get() }, "role": Role::Owner.code(),
    };
    one(store, Some(session), MEMBERS, others).await?.map(|_| ()).ok_or(StoreError::WrongState)
}

async fn change_role(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    user: UserId,
    role: Role,
) -> Result<Member, StoreError> {
    let before = member(store, session, workspace, user).await?;
    if before.role == Role::Owner && role != Role::Owner {
        another_owner(store, session, workspace, user).await?;
    }
    let change = doc! { "$set": { "role": role.code() } };
    store.collection(MEMBERS).update_one(key(workspace, user), change).session(session).await?;
    Ok(Member { role, ..before })
}

async fn remove(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    user: UserId,
) -> Result<(), StoreError> {
    let before =
        membership(store, Some(&mut *session), workspace, user).await?.ok_or(StoreError::NotFound)?;
    if before.role == Role::Owner {
        another_owner(store, session, workspace, user).await?;
    }
    store.collection(MEMBERS).delete_one(key(workspace, user)).session(&mut *session).await?;
    let theirs = doc! { "w": workspace.get(), "u": user.get() };
    store.collection(SESSIONS).delete_many(theirs).session(&mut *session).await?;
    let theirs = doc! { "w": workspace.get(), "user": user.get() };
    store.collection(LINKS).delete_many(theirs).session(session).await?;
    Ok(())
}

async fn sign_in(
    store: &MongoStore,
    session: &mut ClientSession,
    who: &Identity,
    welcome: Option<&Settings>,
    new: &NewSession,
) -> Result<Option<Session>, StoreError> {
    let invited = invitations::of_email(store, session, &who.email, new.at).await?;
    let known = users::known(store, session, who).await?;
    let user = match (known, welcome) {
        (Some(user), _) => user,
        (None, None) if invited.is_empty() => return Ok(None),
        (None, _) => users::create_known(store, session, who).await?,
    };
    users::refresh(store, session, user, who).await?;
    let mut joined = Vec::new();
    for (workspace, invitation, role) in &invited {
        if membership(store, Some(&mut *session), *workspace, user).await?.is_none() {
            join(store, session, *workspace, user, *role, new.at).await?;
            joined.push((*workspace, *role));
        }
        invitations::withdraw(store, session, *workspace, *invitation).await?;
    }
    if let (None, true, Some(settings)) = (known, invited.is_empty(), welcome) {
        let workspace = workspaces::create_bare(store, session, settings, Origin::Stranger, new.at).await?;
        join(store, session, workspace.id, user, Role::Owner, new.at).await?;
    }
    let newest = invited.first().map(|(workspace, ..)| *workspace);
    let Some(workspace) = shown_first(store, session, user, newest).await? else { return Ok(None) };
    let opened = sessions::open(store, session, workspace, user, new).await?;
    if let Some(came) = &opened {
        for (workspace, role) in joined {
            audit::append(store, session, &Note::joined(came, workspace, role)).await?;
        }
        audit::append(store, session, &Note::signed_in(came, Some(&who.issuer))).await?;
    }
    Ok(opened)
}

/// Where somebody begins: what was just joined, or where they were last, or have been for longest.
async fn shown_first(
    store: &MongoStore,
    session: &mut ClientSession,
    user: UserId,
    newest: Option<WorkspaceId>,
) -> Result<Option<WorkspaceId>, StoreError> {
    if newest.is_some() {
        return Ok(newest);
    }
    let memberships = memberships(store, Some(&mut *session), user).await?;
    let theirs = doc! { "u": user.get() };
    for seen in many(store, Some(session), SESSIONS, theirs, doc! { "_id": -1 }).await? {
        let workspace = seen.id("w")?;
        if memberships.iter().any(|membership| membership.workspace == workspace) {
            return Ok(Some(workspace));
        }
    }
    Ok(memberships.first().map(|membership| membership.workspace))
}
