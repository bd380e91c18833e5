//! Addresses that somebody who was erased had declined to be written to on.

use domain::customer::{Consent, Email, Phone};
use domain::{Channel, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocumentBuf, cstr, doc, rawdoc};

use super::MongoStore;
use super::bulk::{self, ASKED_AT_ONCE};
use super::collections::WITHDRAWALS;
use super::customers::rows::{consent, consent_values};
use super::fields::{Fields, all_within};
use crate::StoreError;
use crate::hashing::Kind;
use crate::holdings::Withdrawals;

fn key(store: &MongoStore, workspace: WorkspaceId, channel: Channel, address: &str) -> Document {
    let hash = store.hashing.of(workspace, Kind::withdrawn(channel), address);
    doc! { "w": workspace.get(), "h": hash }
}

/// Keeps a withdrawal from an address, given as `Profile::plain_address` makes it.
pub(super) async fn keep(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    channel: Channel,
    address: &str,
    kept: &Consent,
) -> Result<(), StoreError> {
    let (state, at) = consent_values(kept);
    let mut set = RawDocumentBuf::new();
    for (name, value) in [(cstr!("emailConsent"), state), (cstr!("emailConsentAt"), at)] {
        if let Some(value) = value {
            set.append(name, value);
        }
    }
    let filter = bulk::raw(&doc! { "_id": key(store, workspace, channel, address) })?;
    let mut statement = bulk::update(&filter, &rawdoc! { "$set": set });
    statement.append(cstr!("upsert"), true);
    bulk::run_updates(&store.db, session, WITHDRAWALS, &[statement]).await?;
    Ok(())
}

/// What is kept of some addresses.
pub(super) async fn of<'a>(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    addresses: impl Iterator<Item = (Option<&'a Email>, Option<&'a Phone>)>,
) -> Result<Withdrawals, StoreError> {
    let mut kept = Withdrawals::default();
    let withdrawals = store.collection(WITHDRAWALS);
    let any = withdrawals.find_one(doc! { "_id.w": workspace.get() }).session(&mut *session).await?;
    if any.is_none() {
        return Ok(kept);
    }
    let mut keys = Vec::new();
    for (email, phone) in addresses {
        keys.extend(email.map(|email| key(store, workspace, Channel::Email, email.as_str())));
        keys.extend(phone.map(|phone| key(store, workspace, Channel::Sms, &phone.digits())));
    }
    for keys in keys.chunks(ASKED_AT_ONCE) {
        let found = withdrawals.find(doc! { "_id": { "$in": keys } }).session(&mut *session).await?;
        let found = all_within(session, found, |withdrawal| {
            let hash = withdrawal.inner("_id")?.int("h")?;
            Ok((hash, consent(withdrawal, "emailConsent", "emailConsentAt")?))
        });
        for (hash, consent) in found.await? {
            kept.add(hash, consent);
        }
    }
    Ok(kept)
}
