//! Forgetting a customer.

use domain::customer::{Phone, Profile};
use domain::{Channel, CustomerId, Topic, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::doc;

use super::{letters, messages, suppression_keys};
use crate::hashing::Kind;
use crate::holdings::{Names, withdrawn};
use crate::mongo::collections::{CUSTOMERS, ERASED_NAMES, MARKS, ORDERS, SUPPRESSIONS};
use crate::mongo::customers::rows;
use crate::mongo::fields::{Fields, all_within};
use crate::mongo::ingest::mark_key;
use crate::mongo::{MongoStore, feed, withdrawals};
use crate::{Erased, LogHeads, StoreError};

/// Forgets a customer, within a transaction.
pub(super) async fn erase(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    id: CustomerId,
    before: LogHeads,
) -> Result<Erased, StoreError> {
    take_marks(store, &mut *session, workspace).await?;
    let key = doc! { "_id": id.get(), "w": workspace.get() };
    let row = store.collection(CUSTOMERS).find_one(key.clone()).session(&mut *session).await?;
    let customer = rows::customer(&row.ok_or(StoreError::NotFound)?)?;
    let profile = &customer.profile;
    let names = Names::of(profile);
    let theirs = doc! { "w": workspace.get(), "customer": id.get() };
    let orders = store.collection(ORDERS).delete_many(theirs).session(&mut *session).await?.deleted_count;
    let phone = profile.plain_address(Channel::Sms);
    let texts = messages::erase(store, &mut *session, workspace, id, phone.as_deref()).await?;
    let dead_letters = letters::forget(store, &mut *session, workspace, &names).await?;
    letters::forget_refusals(store, &mut *session, workspace, &names).await?;
    store.collection(CUSTOMERS).delete_one(key).session(&mut *session).await?;
    keep_wishes(store, &mut *session, workspace, profile).await?;
    keep_names(store, &mut *session, workspace, profile, before).await?;
    for topic in [Topic::Customers, Topic::Orders] {
        let letters = dead_letters.get(&topic).copied().unwrap_or_default() as i64;
        let less = match topic {
            Topic::Orders => doc! {
                "orders": -customer.totals.visits,
                "revenue": -customer.totals.spend_minor,
                "deadLetters": -letters,
            },
            Topic::Customers | Topic::Receipts => doc! { "customers": -1_i64, "deadLetters": -letters },
        };
        store
            .collection(MARKS)
            .update_one(doc! { "_id": mark_key(topic, workspace) }, doc! { "$inc": less })
            .session(&mut *session)
            .await?;
    }
    feed::bump_revision(&store.db, session, workspace).await?;
    Ok(Erased { orders, texts, dead_letters: dead_letters.values().sum() })
}

/// Takes the marks of a workspace for a transaction, before it reads: a step that has read what is erased here, and
/// would write about it, begins again.
async fn take_marks(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
) -> Result<(), StoreError> {
    for topic in [Topic::Customers, Topic::Orders] {
        let taken = store
            .collection(MARKS)
            .update_one(doc! { "_id": mark_key(topic, workspace) }, doc! { "$inc": { "erasures": 1_i64 } })
            .session(&mut *session)
            .await?;
        if taken.matched_count == 0 {
            return Err(StoreError::NotFound);
        }
    }
    Ok(())
}

/// Keeps that they had declined to be written to, without the address.
async fn keep_wishes(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    profile: &Profile,
) -> Result<(), StoreError> {
    let suppressions = store.collection(SUPPRESSIONS);
    for (channel, key) in suppression_keys(workspace, profile) {
        let Some(address) = profile.plain_address(channel) else { continue };
        let suppressed = suppressions.find_one(doc! { "_id": key.clone() }).session(&mut *session).await?;
        let since = suppressed.map(|suppressed| suppressed.time("createdAt")).transpose()?;
        if let Some(kept) = withdrawn(profile.consent.on(channel), since) {
            withdrawals::keep(store, &mut *session, workspace, channel, &address, &kept).await?;
        }
        // A phone number may be another customer's too, who relies on it.
        let shared = channel == Channel::Sms
            && since.is_some()
            && anybody_has(store, &mut *session, workspace, &address).await?;
        if since.is_some() && !shared {
            suppressions.delete_one(doc! { "_id": key }).session(&mut *session).await?;
        }
    }
    Ok(())
}

/// True if a customer has a phone number, given as its digits.
async fn anybody_has(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    digits: &str,
) -> Result<bool, StoreError> {
    let found = store
        .collection(CUSTOMERS)
        .find(doc! { "w": workspace.get(), "phone": { "$exists": true } })
        .projection(doc! { "_id": 0, "phone": 1 })
        .session(&mut *session)
        .await?;
    let same = all_within(session, found, |row| {
        Ok(row.maybe_parsed("phone", Phone::parse)?.is_some_and(|phone| phone.digits() == digits))
    });
    Ok(same.await?.contains(&true))
}

/// Keeps their names for as long as the log may hold records from before.
async fn keep_names(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    profile: &Profile,
    before: LogHeads,
) -> Result<(), StoreError> {
    let hash = |kind, name: &str| store.hashing.of(workspace, kind, name);
    let by_id = profile.external_id.as_ref().map(|name| hash(Kind::CustomerExternalId, name.as_str()));
    let by_email = profile.email.as_ref().map(|name| hash(Kind::Email, name.as_str()));
    for hash in by_id.into_iter().chain(by_email) {
        let bound = doc! {
            "$max": { "customers": before.customers as i64, "orders": before.orders as i64 },
            "$set": { "erasedAt": store.now().millis() },
        };
        store
            .collection(ERASED_NAMES)
            .update_one(doc! { "_id": { "w": workspace.get(), "h": hash } }, bound)
            .upsert(true)
            .session(&mut *session)
            .await?;
    }
    Ok(())
}
