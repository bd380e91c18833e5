//! Signed-in browsers.

use async_trait::async_trait;
use domain::{SessionId, Timestamp, UserId, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{RawDocument, cstr, doc, rawdoc};

use super::looking::{Within, many, one};
use super::{members, users};
use crate::mongo::MongoStore;
use crate::mongo::collections::SESSIONS;
use crate::mongo::fields::Fields;
use crate::mongo::transaction::transact;
use crate::reading::{corrupt, id};
use crate::{Device, NewSession, Session, Sessions, StoreError, User};

#[async_trait]
impl Sessions for MongoStore {
    async fn sessions(&self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let Some(person) = users::user(self, None, user).await? else { return Ok(Vec::new()) };
        let memberships = members::memberships(self, None, user).await?;
        let filter = doc! { "u": user.get(), "expiresAt": { "$gt": now.millis() } };
        let mut sessions = Vec::new();
        for session in many(self, None, SESSIONS, filter, doc! { "_id": -1 }).await? {
            let workspace = session.id("w")?;
            if let Some(membership) = memberships.iter().find(|membership| membership.workspace == workspace)
            {
                sessions.push(read(&session, person.clone(), membership)?);
            }
        }
        Ok(sessions)
    }

    async fn end_session(&self, user: UserId, session: SessionId) -> Result<(), StoreError> {
        let filter = doc! { "_id": session.get(), "u": user.get() };
        transact!(self, |within| async {
            let ended = self.collection(SESSIONS).delete_one(filter.clone()).session(within).await?;
            if ended.deleted_count == 0 { Err(StoreError::NotFound) } else { Ok(()) }
        })
    }

    async fn end_sessions(&self, user: UserId) -> Result<u64, StoreError> {
        transact!(self, |within| async {
            let theirs = doc! { "u": user.get() };
            Ok(self.collection(SESSIONS).delete_many(theirs).session(within).await?.deleted_count)
        })
    }

    async fn note_session(&self, session: SessionId, at: Timestamp) -> Result<(), StoreError> {
        let later = doc! { "$max": { "seenAt": at.millis() } };
        self.collection(SESSIONS).update_one(doc! { "_id": session.get() }, later).await?;
        Ok(())
    }

    async fn switch_workspace(
        &self,
        session: SessionId,
        workspace: WorkspaceId,
        now: Timestamp,
    ) -> Result<Session, StoreError> {
        transact!(self, |within| async {
            self.collection(SESSIONS)
                .update_one(doc! { "_id": session.get() }, doc! { "$set": { "w": workspace.get() } })
                .session(&mut *within)
                .await?;
            // Undone with the error if they are no member there.
            still_open(self, Some(within), session, now).await?.ok_or(StoreError::NotFound)
        })
    }
}

fn read(session: &RawDocument, user: User, membership: &members::Membership) -> Result<Session, StoreError> {
    Ok(Session {
        id: session.id("_id")?,
        user,
        workspace: membership.workspace,
        role: membership.role,
        created_at: session.time("createdAt")?,
        seen_at: session.time("seenAt")?,
        expires_at: session.time("expiresAt")?,
        device: Device {
            agent: session.maybe_text("agent")?.map(str::to_owned),
            address: session.maybe_text("address")?.map(str::to_owned),
        },
    })
}

/// Opens a session of a member.
pub(super) async fn open(
    store: &MongoStore,
    within: &mut ClientSession,
    workspace: WorkspaceId,
    user: UserId,
    new: &NewSession,
) -> Result<Option<Session>, StoreError> {
    let number = store.ids.next()?;
    let mut opened = rawdoc! {
        "_id": number,
        "w": workspace.get(),
        "u": user.get(),
        "createdAt": new.at.millis(),
        "seenAt": new.at.millis(),
        "expiresAt": new.expires_at.millis(),
    };
    if let Some(agent) = &new.device.agent {
        opened.append(cstr!("agent"), agent.as_str());
    }
    if let Some(address) = &new.device.address {
        opened.append(cstr!("address"), address.as_str());
    }
    store.collection(SESSIONS).insert_one(opened).session(&mut *within).await?;
    still_open(store, Some(within), id(number)?, new.at).await
}

/// A session that is neither revoked nor expired.
pub(super) async fn still_open(
    store: &MongoStore,
    mut within: Within<'_>,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let filter = doc! { "_id": session.get(), "expiresAt": { "$gt": now.millis() } };
    let Some(found) = one(store, within.as_deref_mut(), SESSIONS, filter).await? else { return Ok(None) };
    let (workspace, user) = (found.id("w")?, found.id("u")?);
    let Some(membership) = members::membership(store, within.as_deref_mut(), workspace, user).await? else {
        return Ok(None);
    };
    let user = users::user(store, within, user).await?.ok_or_else(|| corrupt("a session of nobody"))?;
    read(&found, user, &membership).map(Some)
}

/// Ends a session.
pub(super) async fn revoke(
    store: &MongoStore,
    within: &mut ClientSession,
    session: SessionId,
) -> Result<(), StoreError> {
    store.collection(SESSIONS).delete_one(doc! { "_id": session.get() }).session(within).await?;
    Ok(())
}
