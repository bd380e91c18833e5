//! Making a chunk's members into messages, and skipping those of a cancelled campaign.

use std::collections::{HashMap, HashSet};

use domain::Channel;
use domain::Timestamp;
use domain::campaign::CampaignState;
use domain::customer::{ConsentMode, Customer};
use domain::message::{MessageKey, MessageState, SkipReason};
use mongodb::ClientSession;
use mongodb::bson::{Document, doc, rawdoc};

use super::handed::await_receipts;
use super::lease::{Held, Place};
use super::suppressions::{people, suppressed};
use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::campaigns::enrolled;
use crate::mongo::collections::{MESSAGES, TAKEN_ADDRESSES};
use crate::mongo::customers::PEOPLE_AT_ONCE;
use crate::mongo::fields::{Fields, all_within};
use crate::mongo::ledger::{Change, Moves};
use crate::mongo::{MongoStore, bulk};

/// Expands the chunk if that was not done. If the campaign was cancelled, skips what is pending, and awaits the
/// receipts of what the vendor may have. True if it is sending.
pub(super) async fn expand(
    store: &MongoStore,
    session: &mut ClientSession,
    at: Place,
    consent: ConsentMode,
) -> Result<bool, StoreError> {
    let held = at.enter(store, &mut *session, doc! {}).await?;
    let cancelled = held.state == CampaignState::Cancelled;
    if !cancelled && held.state != CampaignState::Sending {
        return Ok(false);
    }
    let mut moves = Moves::of(at.workspace);
    if !held.expanded {
        make_messages(store, &mut *session, at, held, consent, &mut moves).await?;
    } else if cancelled {
        skip_pending(store, &mut *session, at, &held, &mut moves).await?;
    }
    moves.write(store, session).await?;
    Ok(!cancelled)
}

async fn make_messages(
    store: &MongoStore,
    session: &mut ClientSession,
    at: Place,
    held: Held,
    consent: ConsentMode,
    moves: &mut Moves,
) -> Result<(), StoreError> {
    let now = store.now();
    let customers = enrolled(store, &mut *session, at.workspace, at.campaign, at.chunk).await?;
    // Emails are unique in their workspace; only phone numbers can be shared.
    let refused = match held.channel {
        Channel::Email => HashSet::new(),
        Channel::Sms => take_numbers(store, &mut *session, at, &customers, consent).await?,
    };
    let otherwise = (held.state == CampaignState::Cancelled).then_some(SkipReason::Cancelled);
    let (mut messages, mut skipped) = (Vec::with_capacity(customers.len()), HashMap::new());
    for (ordinal, customer) in (at.places().0..).zip(customers) {
        let reason = if refused.contains(&customer) { Some(SkipReason::SameAddress) } else { otherwise };
        let state = if reason.is_some() { MessageState::Skipped } else { MessageState::Pending };
        let mut message = rawdoc! {
            "_id": MessageKey { campaign: at.campaign, ordinal }.to_string(),
            "w": at.workspace.get(),
            "c": at.campaign.get(),
            "o": i64::from(ordinal),
            "customer": customer,
            "state": state.code(),
            "attempt": 1_i64,
            "changedAt": now.millis(),
        };
        if let Some(reason) = reason {
            message.append(mongodb::bson::cstr!("reason"), reason.as_str());
            *skipped.entry(reason).or_default() += 1;
        }
        messages.push(message);
    }
    bulk::insert(&store.db, session, MESSAGES, &messages).await?;
    for (reason, messages) in skipped {
        moves.note(at.campaign, at.chunk, skip(reason, now), messages);
    }
    moves.set(at.campaign, at.chunk, doc! { "expanded": true });
    Ok(())
}

fn skip(reason: SkipReason, at: Timestamp) -> Change<'static> {
    Change { from: MessageState::Pending, to: MessageState::Skipped, reason: Some(reason.as_str()), at }
}

/// Takes phone numbers for this campaign, and tells which customers have one that another has already. Whoever cannot
/// be reached takes none: they are skipped for their own reason later.
async fn take_numbers(
    store: &MongoStore,
    session: &mut ClientSession,
    at: Place,
    customers: &[i64],
    consent: ConsentMode,
) -> Result<HashSet<i64>, StoreError> {
    let people = people(store, Some(&mut *session), at.workspace, customers).await?;
    let number = |customer: &i64| -> Option<(i64, String)> {
        let person: &Customer = people.get(customer)?;
        let reachable = person.profile.reachable(Channel::Sms, consent);
        let number = person.profile.plain_address(Channel::Sms).filter(|_| reachable)?;
        Some((*customer, number))
    };
    let numbers: Vec<(i64, String)> = customers.iter().filter_map(number).collect();
    let asked: Vec<_> = numbers.iter().map(|(_, number)| number.clone()).collect();
    let suppressed = suppressed(store, Some(&mut *session), at.workspace, Channel::Sms, &asked).await?;
    let key = |number: &str| format!("{}-{number}", at.campaign);
    let mut taken: HashSet<String> = HashSet::new();
    for asked in asked.chunks(PEOPLE_AT_ONCE) {
        let keys: Vec<_> = asked.iter().map(|number| key(number)).collect();
        let found = store
            .collection(TAKEN_ADDRESSES)
            .find(doc! { "_id": { "$in": keys }, "w": at.workspace.get() })
            .session(&mut *session)
            .await?;
        taken.extend(all_within(session, found, |taken| Ok(taken.text("_id")?.to_owned())).await?);
    }
    let (mut refused, mut new) = (HashSet::new(), Vec::new());
    for (customer, number) in numbers {
        if suppressed.contains(&number) {
            continue;
        }
        let key = key(&number);
        if taken.insert(key.clone()) {
            new.push(rawdoc! { "_id": key, "w": at.workspace.get() });
        } else {
            refused.insert(customer);
        }
    }
    // A number that another chunk takes at this moment makes one of the two begin again.
    bulk::insert(&store.db, session, TAKEN_ADDRESSES, &new).await?;
    Ok(refused)
}

async fn skip_pending(
    store: &MongoStore,
    session: &mut ClientSession,
    at: Place,
    held: &Held,
    moves: &mut Moves,
) -> Result<(), StoreError> {
    let now = store.now();
    // Whatever has a text of its attempt was offered, and nobody knows whether it was taken.
    let mut offered = at.messages(MessageState::Pending);
    offered.insert("$expr", doc! { "$eq": ["$textOf", "$attempt"] });
    let submit = doc! {
        "state": MessageState::Submitted.code(),
        "submittedAt": now.millis(),
        "changedAt": now.millis(),
    };
    let change = Change { from: MessageState::Pending, to: MessageState::Submitted, reason: None, at: now };
    let submitted = set_all(store, &mut *session, offered, submit).await?;
    moves.note(at.campaign, at.chunk, change, submitted);
    if submitted > 0 {
        await_receipts(moves, at, held, now);
    }
    let reason = SkipReason::Cancelled;
    let set = doc! {
        "state": MessageState::Skipped.code(),
        "reason": reason.as_str(),
        "changedAt": now.millis(),
    };
    let skipped = set_all(store, session, at.messages(MessageState::Pending), set).await?;
    moves.note(at.campaign, at.chunk, skip(reason, now), skipped);
    Ok(())
}

/// Moves messages that are not to be tried again; tells how many.
async fn set_all(
    store: &MongoStore,
    session: &mut ClientSession,
    which: Document,
    set: Document,
) -> Result<i64, StoreError> {
    let update = doc! { "$set": set, "$unset": { "retryAt": "", "askAfter": "" } };
    let updated = store.collection(MESSAGES).update_many(which, update).session(session).await?;
    Ok(updated.matched_count as i64)
}
