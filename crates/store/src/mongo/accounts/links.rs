//! One-time links.

use domain::{InvitationId, Timestamp, UserId, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Binary, RawDocumentBuf, cstr, doc, rawdoc};

use super::{invitations, members, sessions, users};
use crate::mongo::collections::{INVITATIONS, LINKS, SESSIONS};
use crate::mongo::fields::Fields;
use crate::mongo::{MongoStore, audit};
use crate::reading::id;
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

/// A hash as it is stored.
pub(super) fn binary(hash: [u8; 32]) -> Binary {
    Binary { subtype: BinarySubtype::Generic, bytes: hash.to_vec() }
}

/// The document of a link.
pub(super) fn document(
    workspace: WorkspaceId,
    whose: Whose,
    hash: [u8; 32],
    expires_at: Timestamp,
) -> RawDocumentBuf {
    let mut link = rawdoc! { "_id": binary(hash), "w": workspace.get(), "expiresAt": expires_at.millis() };
    match whose {
        Whose::OldestOwner => {}
        Whose::Member(user) => link.append(cstr!("user"), user.get()),
        Whose::Invited(invitation) => link.append(cstr!("invitation"), invitation.get()),
    }
    link
}

/// Uses up a link.
pub(super) async fn redeem(
    store: &MongoStore,
    session: &mut ClientSession,
    hash: [u8; 32],
    new: &NewSession,
) -> Result<Option<Session>, StoreError> {
    let links = store.collection(LINKS);
    let link = links.find_one_and_delete(doc! { "_id": binary(hash) }).session(&mut *session).await?;
    let Some(link) = link else { return Ok(None) };
    let workspace: WorkspaceId = link.id("w")?;
    let refused = Note::refused(workspace, new);
    if link.time("expiresAt")? <= new.at {
        return audit::append(store, session, &refused).await.map(|()| None);
    }
    // What nobody can use any more; signing in is rare enough to look for it then.
    for collection in [LINKS, SESSIONS, INVITATIONS] {
        let expired = doc! { "expiresAt": { "$lte": new.at.millis() } };
        store.collection(collection).delete_many(expired).session(&mut *session).await?;
    }
    let user = match (link.maybe_int("user")?, link.maybe_int("invitation")?) {
        (Some(user), _) => {
            let membership = members::membership(store, Some(&mut *session), workspace, id(user)?).await?;
            membership.map(|membership| membership.user)
        }
        (None, Some(invitation)) => join(store, session, workspace, id(invitation)?, new.at).await?,
        (None, None) => members::oldest_owner(store, session, workspace).await?,
    };
    let Some(user) = user else { return audit::append(store, session, &refused).await.map(|()| None) };
    let opened = sessions::open(store, session, workspace, user, new).await?;
    if let Some(came) = &opened {
        if link.maybe_int("invitation")?.is_some() {
            audit::append(store, session, &Note::joined(came, workspace, came.role)).await?;
        }
        audit::append(store, session, &Note::signed_in(came, None)).await?;
    }
    Ok(opened)
}

/// Makes a member of somebody invited.
async fn join(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    invitation: InvitationId,
    at: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let Some(found) = invitations::holding(store, session, invitation, at).await? else { return Ok(None) };
    let user = users::create(store, session, Some(found.email.as_str())).await?;
    members::join(store, session, workspace, user, found.role, at).await?;
    invitations::withdraw(store, session, workspace, invitation).await?;
    Ok(Some(user))
}
