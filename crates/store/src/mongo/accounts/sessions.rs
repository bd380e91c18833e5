//! One-time links, and the sessions they open.

use domain::{SessionId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Binary, RawBsonRef, RawDocument, doc, rawdoc};

use crate::mongo::MongoStore;
use crate::mongo::collections::{LINKS, MEMBERS, SESSIONS, USERS};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::Fields;
use crate::reading::{corrupt, id};
use crate::{NewSession, Session, StoreError, User};

/// A hash as it is stored.
pub(super) fn binary(hash: [u8; 32]) -> Binary {
    Binary { subtype: BinarySubtype::Generic, bytes: hash.to_vec() }
}

/// Keeps a link; earlier ones stay.
pub(super) async fn offer_link(
    store: &MongoStore,
    workspace: WorkspaceId,
    hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    // A workspace never goes, so this needs no transaction.
    super::workspace(store, workspace).await?.ok_or(StoreError::NotFound)?;
    let link = rawdoc! { "_id": binary(hash), "w": workspace.get(), "expiresAt": expires_at.millis() };
    store.collection(LINKS).insert_one(link).await?;
    Ok(())
}

/// Uses up a link.
pub(super) async fn redeem_link(
    store: &MongoStore,
    session: &mut ClientSession,
    hash: [u8; 32],
    new: NewSession,
) -> Result<Option<Session>, StoreError> {
    let links = store.collection(LINKS);
    let link = links.find_one_and_delete(doc! { "_id": binary(hash) }).session(&mut *session).await?;
    let Some(link) = link else { return Ok(None) };
    if link.time("expiresAt")? <= new.at {
        return Ok(None);
    }
    let workspace = link.int("w")?;
    // Those nobody can use any more; signing in is rare enough to look for them then.
    let expired = doc! { "expiresAt": { "$lte": new.at.millis() } };
    store.collection(SESSIONS).delete_many(expired.clone()).session(&mut *session).await?;
    links.delete_many(expired).session(&mut *session).await?;
    let member = store
        .collection(MEMBERS)
        .find_one(doc! { "_id.w": workspace })
        .sort(doc! { "_id.u": 1 })
        .session(&mut *session)
        .await?;
    let owner = member.ok_or_else(|| corrupt("a workspace without an owner"))?.inner("_id")?.int("u")?;
    let user = store.collection(USERS).find_one(doc! { "_id": owner }).session(&mut *session).await?;
    let user = read_user(&user.ok_or_else(|| corrupt("a member who is nobody"))?)?;
    let number = store.ids.next()?;
    let opened = rawdoc! {
        "_id": number,
        "w": workspace,
        "u": owner,
        "createdAt": new.at.millis(),
        "expiresAt": new.expires_at.millis(),
    };
    store.collection(SESSIONS).insert_one(opened).session(&mut *session).await?;
    // As if asked for at this moment: one that begins expired is none.
    let open = new.expires_at > new.at;
    let session = Session { id: id(number)?, user, workspace: id(workspace)?, expires_at: new.expires_at };
    Ok(open.then_some(session))
}

/// A session that is neither revoked nor expired.
pub(super) async fn session(
    store: &MongoStore,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    // Asked for with every click, so in one round trip.
    let mut found = store
        .collection(SESSIONS)
        .aggregate([
            doc! { "$match": { "_id": session.get(), "expiresAt": { "$gt": now.millis() } } },
            doc! { "$lookup": { "from": USERS, "localField": "u", "foreignField": "_id", "as": "user" } },
        ])
        .max_time(ANSWER_WITHIN)
        .await?;
    if !found.advance().await? {
        return Ok(None);
    }
    let session = found.current();
    let users = session.get_array("user").map_err(|error| corrupt(error.to_string()))?;
    let user = users.into_iter().next().transpose().map_err(|error| corrupt(error.to_string()))?;
    let Some(RawBsonRef::Document(user)) = user else {
        return Err(corrupt("a session of nobody"));
    };
    Ok(Some(Session {
        id: session.id("_id")?,
        user: read_user(user)?,
        workspace: session.id("w")?,
        expires_at: session.time("expiresAt")?,
    }))
}

fn read_user(user: &RawDocument) -> Result<User, StoreError> {
    Ok(User {
        id: user.id("_id")?,
        name: user.maybe_text("name")?.map(str::to_owned),
        email: user.maybe_text("email")?.map(str::to_owned),
    })
}

/// Ends a session.
pub(super) async fn revoke(store: &MongoStore, session: SessionId) -> Result<(), StoreError> {
    store.collection(SESSIONS).delete_one(doc! { "_id": session.get() }).await?;
    Ok(())
}
