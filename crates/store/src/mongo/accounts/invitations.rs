//! Addresses that were asked to become members.

use domain::account::Role;
use domain::customer::Email;
use domain::{InvitationId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{RawDocument, doc, rawdoc};

use super::links::{self, Whose};
use super::looking::{many, one};
use super::{members, workspaces};
use crate::codes::Coded;
use crate::mongo::MongoStore;
use crate::mongo::collections::{INVITATIONS, LINKS};
use crate::mongo::fields::Fields;
use crate::reading::{id, parsed};
use crate::{Invitation, NewInvitation, StoreError, noting};

fn read(invitation: &RawDocument) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: invitation.id("_id")?,
        email: parsed(invitation.text("email")?, Email::parse)?,
        role: invitation.word("role")?,
        created_at: invitation.time("createdAt")?,
        expires_at: invitation.time("expiresAt")?,
    })
}

/// Keeps an invitation, instead of an earlier one of the same address.
pub(super) async fn create(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    new: &NewInvitation,
) -> Result<Invitation, StoreError> {
    workspaces::touch(store, session, workspace).await?;
    let members = members::list(store, Some(&mut *session), workspace).await?;
    if members.iter().any(|member| member.user.email.as_deref() == Some(new.email.as_str())) {
        return Err(StoreError::WrongState);
    }
    let same = doc! { "w": workspace.get(), "email": new.email.as_str() };
    if let Some(earlier) = one(store, Some(&mut *session), INVITATIONS, same).await? {
        withdraw(store, session, workspace, earlier.id("_id")?).await?;
    }
    let number = store.ids.next()?;
    let document = rawdoc! {
        "_id": number,
        "w": workspace.get(),
        "email": new.email.as_str(),
        "role": new.role.code(),
        "createdAt": new.at.millis(),
        "expiresAt": new.expires_at.millis(),
    };
    store.collection(INVITATIONS).insert_one(document).session(&mut *session).await?;
    noting::made(number);
    let id: InvitationId = id(number)?;
    if let Some(hash) = new.link {
        let link = links::document(workspace, Whose::Invited(id), hash, new.expires_at);
        store.collection(LINKS).insert_one(link).session(session).await?;
    }
    let NewInvitation { email, role, at, expires_at, .. } = new.clone();
    Ok(Invitation { id, email, role, created_at: at, expires_at })
}

/// A workspace's invitations that hold, newest first.
pub(super) async fn list(
    store: &MongoStore,
    workspace: WorkspaceId,
    now: Timestamp,
) -> Result<Vec<Invitation>, StoreError> {
    let filter = doc! { "w": workspace.get(), "expiresAt": { "$gt": now.millis() } };
    let found = many(store, None, INVITATIONS, filter, doc! { "_id": -1 }).await?;
    found.iter().map(|invitation| read(invitation)).collect()
}

/// One that holds.
pub(super) async fn holding(
    store: &MongoStore,
    session: &mut ClientSession,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<Option<Invitation>, StoreError> {
    let filter = doc! { "_id": invitation.get(), "expiresAt": { "$gt": now.millis() } };
    let found = one(store, Some(session), INVITATIONS, filter).await?;
    found.as_deref().map(read).transpose()
}

/// What an address was invited to, newest first.
pub(super) async fn of_email(
    store: &MongoStore,
    session: &mut ClientSession,
    email: &Email,
    now: Timestamp,
) -> Result<Vec<(WorkspaceId, InvitationId, Role)>, StoreError> {
    let filter = doc! { "email": email.as_str(), "expiresAt": { "$gt": now.millis() } };
    let found = many(store, Some(session), INVITATIONS, filter, doc! { "_id": -1 }).await?;
    found.iter().map(|found| Ok((found.id("w")?, found.id("_id")?, found.word("role")?))).collect()
}

/// Takes an invitation back, and its link.
pub(super) async fn withdraw(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    invitation: InvitationId,
) -> Result<(), StoreError> {
    let link = doc! { "invitation": invitation.get(), "w": workspace.get() };
    store.collection(LINKS).delete_many(link).session(&mut *session).await?;
    let filter = doc! { "_id": invitation.get(), "w": workspace.get() };
    let removed = store.collection(INVITATIONS).delete_one(filter).session(session).await?;
    if removed.deleted_count == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
