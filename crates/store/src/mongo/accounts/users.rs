//! People.

use std::collections::HashMap;

use domain::UserId;
use domain::account::Identity;
use mongodb::ClientSession;
use mongodb::bson::{RawDocument, cstr, doc, rawdoc};

use super::looking::{Within, many, one};
use crate::mongo::MongoStore;
use crate::mongo::collections::USERS;
use crate::mongo::fields::Fields;
use crate::reading::{corrupt, id};
use crate::{StoreError, User};

fn read(user: &RawDocument) -> Result<User, StoreError> {
    Ok(User {
        id: user.id("_id")?,
        name: user.maybe_text("name")?.map(str::to_owned),
        email: user.maybe_text("email")?.map(str::to_owned),
        issuer: user.maybe_text("issuer")?.map(str::to_owned),
    })
}

/// Somebody who comes by link.
pub(super) async fn create(
    store: &MongoStore,
    session: &mut ClientSession,
    email: Option<&str>,
) -> Result<UserId, StoreError> {
    let number = store.ids.next()?;
    let mut user = rawdoc! { "_id": number };
    if let Some(email) = email {
        user.append(cstr!("email"), email);
    }
    store.collection(USERS).insert_one(user).session(session).await?;
    id(number)
}

/// Somebody who comes by a provider.
pub(super) async fn create_known(
    store: &MongoStore,
    session: &mut ClientSession,
    who: &Identity,
) -> Result<UserId, StoreError> {
    let number = store.ids.next()?;
    let mut user = rawdoc! {
        "_id": number,
        "email": who.email.as_str(),
        "issuer": who.issuer.as_str(),
        "subject": who.subject.as_str(),
    };
    if let Some(name) = &who.name {
        user.append(cstr!("name"), name.as_str());
    }
    store.collection(USERS).insert_one(user).session(session).await?;
    id(number)
}

/// One person.
pub(super) async fn user(
    store: &MongoStore,
    within: Within<'_>,
    id: UserId,
) -> Result<Option<User>, StoreError> {
    let found = one(store, within, USERS, doc! { "_id": id.get() }).await?;
    found.as_deref().map(read).transpose()
}

/// Some people, by id.
pub(super) async fn all_of(
    store: &MongoStore,
    within: Within<'_>,
    ids: &[i64],
) -> Result<HashMap<i64, User>, StoreError> {
    let found = many(store, within, USERS, doc! { "_id": { "$in": ids.to_vec() } }, doc! {}).await?;
    found.iter().map(|user| Ok((user.int("_id")?, read(user)?))).collect()
}

/// One of them, who must be there.
pub(super) fn taken(users: &HashMap<i64, User>, id: i64) -> Result<User, StoreError> {
    users.get(&id).cloned().ok_or_else(|| corrupt("a member who is nobody"))
}

/// The person a provider names.
pub(super) async fn known(
    store: &MongoStore,
    session: &mut ClientSession,
    who: &Identity,
) -> Result<Option<UserId>, StoreError> {
    let filter = doc! { "issuer": who.issuer.as_str(), "subject": who.subject.as_str() };
    let found = one(store, Some(session), USERS, filter).await?;
    found.map(|user| user.id("_id")).transpose()
}

/// Takes over what the provider says now.
pub(super) async fn refresh(
    store: &MongoStore,
    session: &mut ClientSession,
    id: UserId,
    who: &Identity,
) -> Result<(), StoreError> {
    let before = user(store, Some(&mut *session), id).await?.ok_or(StoreError::NotFound)?;
    let mut now = doc! { "email": who.email.as_str() };
    if let (None, Some(name)) = (before.name, &who.name) {
        now.insert("name", name.as_str());
    }
    let filter = doc! { "_id": id.get() };
    store.collection(USERS).update_one(filter, doc! { "$set": now }).session(session).await?;
    Ok(())
}

/// How a person calls themselves.
pub(super) async fn rename(
    store: &MongoStore,
    session: &mut ClientSession,
    id: UserId,
    name: Option<&str>,
) -> Result<User, StoreError> {
    let change =
        name.map_or_else(|| doc! { "$unset": { "name": true } }, |name| doc! { "$set": { "name": name } });
    store.collection(USERS).update_one(doc! { "_id": id.get() }, change).session(&mut *session).await?;
    user(store, Some(session), id).await?.ok_or(StoreError::NotFound)
}

/// Gives a person an identity, unless they have another or somebody else has this one.
pub(super) async fn connect(
    store: &MongoStore,
    session: &mut ClientSession,
    id: UserId,
    who: &Identity,
) -> Result<User, StoreError> {
    let taken = known(store, session, who).await?;
    let before = user(store, Some(&mut *session), id).await?.ok_or(StoreError::NotFound)?;
    if taken.is_some_and(|other| other != id) || (before.issuer.is_some() && taken.is_none()) {
        return Err(StoreError::WrongState);
    }
    let identity = doc! { "issuer": who.issuer.as_str(), "subject": who.subject.as_str() };
    store
        .collection(USERS)
        .update_one(doc! { "_id": id.get() }, doc! { "$set": identity })
        .session(&mut *session)
        .await?;
    refresh(store, session, id, who).await?;
    user(store, Some(session), id).await?.ok_or(StoreError::NotFound)
}
