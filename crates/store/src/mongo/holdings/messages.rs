//! A customer's copies of campaigns. Nothing leads from a customer to their messages; but the blobs of who is enrolled
//! say from which id to which, so one question finds those that may hold a customer.

use std::collections::BTreeSet;

use domain::message::{MessageKey, MessageState, SkipReason, WireId};
use domain::segment::Membership;
use domain::{CampaignId, CustomerId, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocument, RawDocumentBuf, doc, rawdoc};

use crate::chunk::{CHUNK, decode};
use crate::matches::membership;
use crate::mongo::campaigns::key;
use crate::mongo::collections::{CAMPAIGNS, ENROLMENTS, MESSAGES, TAKEN_ADDRESSES};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all, all_within};
use crate::mongo::ledger::{self, Change, Moves, chunk_of, number};
use crate::mongo::messages::read;
use crate::mongo::{MongoStore, bulk};
use crate::reading::{corrupt, time};
use crate::{CustomerMessage, Customers, MessageRow, Page, PageRequest, StoreError, paging};

/// Finds the blobs that may hold a customer.
fn around(workspace: WorkspaceId, customer: CustomerId) -> Document {
    doc! { "w": workspace.get(), "first": { "$lte": customer.get() }, "last": { "$gte": customer.get() } }
}

/// The customer's message in the campaign of such a blob, if they are in it.
fn place(blob: &RawDocument, customer: CustomerId) -> Result<Option<MessageKey>, StoreError> {
    let (campaign, chunk): (CampaignId, u32) = (blob.id("c")?, number(blob.int("n")?)?);
    let members = decode(blob.bytes("customers")?)
        .ok_or_else(|| corrupt(format!("who is enrolled in chunk {chunk} of campaign {campaign}")))?;
    let index = members.binary_search(&customer.get()).ok();
    Ok(index.map(|index| MessageKey { campaign, ordinal: chunk * CHUNK + index as u32 }))
}

/// What a customer was enrolled in, newest campaign first.
pub(super) async fn to(
    store: &MongoStore,
    workspace: WorkspaceId,
    customer: CustomerId,
    page: &PageRequest,
) -> Result<Page<CustomerMessage>, StoreError> {
    let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
    let mut blobs = around(workspace, customer);
    blobs.insert("c", doc! { "$lt": before });
    let found = store.collection(ENROLMENTS).find(blobs).max_time(ANSWER_WITHIN).await?;
    let mut places: Vec<MessageKey> =
        all(found, |blob| place(blob, customer)).await?.into_iter().flatten().collect();
    places.sort_unstable_by(|a, b| b.cmp(a));
    places.truncate(paging::fetch(page) as usize);
    let name = store.customer(workspace, customer).await?.map(|customer| customer.profile.name);
    let mut messages = Vec::with_capacity(places.len());
    for place in places {
        let mut message = message(store, workspace, customer, place).await?;
        message.row.erased = name.is_none();
        message.row.customer_name = name.clone().flatten().map(String::from);
        messages.push(message);
    }
    Ok(paging::page(messages, page, |last| paging::cursor(&[last.campaign.get()])))
}

/// What campaigns did for a customer, as a transaction sees it.
pub(in crate::mongo) async fn memberships(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    customer: CustomerId,
) -> Result<Vec<Membership>, StoreError> {
    let blobs = store.collection(ENROLMENTS).find(around(workspace, customer)).session(&mut *session).await?;
    let places = all_within(&mut *session, blobs, |blob| place(blob, customer)).await?;
    let mut memberships = Vec::new();
    for place in places.into_iter().flatten() {
        let launched = key(workspace, place.campaign);
        let campaign = store.collection(CAMPAIGNS).find_one(launched).session(&mut *session).await?;
        let campaign = campaign.ok_or_else(|| gone(place.campaign))?;
        let own = doc! { "_id": place.to_string(), "w": workspace.get() };
        let message = store.collection(MESSAGES).find_one(own).session(&mut *session).await?;
        memberships.push(membership(&copy(&campaign, message.as_deref(), customer, place)?));
    }
    Ok(memberships)
}

fn gone(campaign: CampaignId) -> StoreError {
    corrupt(format!("members of campaign {campaign}, which is not there"))
}

async fn message(
    store: &MongoStore,
    workspace: WorkspaceId,
    customer: CustomerId,
    place: MessageKey,
) -> Result<CustomerMessage, StoreError> {
    let campaign = store
        .collection(CAMPAIGNS)
        .find_one(key(workspace, place.campaign))
        .max_time(ANSWER_WITHIN)
        .await?
        .ok_or_else(|| gone(place.campaign))?;
    let message = store
        .collection(MESSAGES)
        .find_one(doc! { "_id": place.to_string(), "w": workspace.get() })
        .max_time(ANSWER_WITHIN)
        .await?;
    copy(&campaign, message.as_deref(), customer, place)
}

/// A customer's copy of a campaign, which has no document of its own while its chunk is not expanded.
fn copy(
    campaign: &RawDocument,
    message: Option<&RawDocument>,
    customer: CustomerId,
    place: MessageKey,
) -> Result<CustomerMessage, StoreError> {
    let enrolled_at = time(campaign.maybe_int("launchedAt")?.map_or_else(|| campaign.int("createdAt"), Ok)?)?;
    let (row, html) = if let Some(message) = message {
        (read(message)?, message.maybe_text("html")?.map(str::to_owned))
    } else {
        (MessageRow::waiting(customer, place.ordinal, enrolled_at), None)
    };
    Ok(CustomerMessage {
        campaign: place.campaign,
        campaign_name: campaign.text("name")?.to_owned(),
        channel: campaign.word("channel")?,
        enrolled_at,
        row,
        html,
    })
}

/// Takes a customer out of their messages, which stay as numbers, and says how many texts that were. Members of chunks
/// that are not expanded yet are skipped when they are due.
pub(super) async fn erase(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    customer: CustomerId,
    phone: Option<&str>,
) -> Result<u64, StoreError> {
    let blobs = store.collection(ENROLMENTS).find(around(workspace, customer)).session(&mut *session).await?;
    let places = all_within(session, blobs, |blob| place(blob, customer)).await?;
    let places: Vec<MessageKey> = places.into_iter().flatten().collect();
    let chunks: BTreeSet<_> = places.iter().map(|place| (place.campaign, chunk_of(place.ordinal))).collect();
    ledger::take(store, &mut *session, workspace, &chunks).await?;
    let now = store.now();
    let (mut moves, mut texts) = (Moves::of(workspace), Vec::new());
    for place in &places {
        let key = doc! { "_id": place.to_string(), "w": workspace.get() };
        let message = store.collection(MESSAGES).find_one(key).session(&mut *session).await?;
        // Absent if the chunk is not expanded.
        let Some(message) = message else { continue };
        if message.maybe_int("textOf")?.is_some() {
            texts.push(without_text(workspace, *place));
        }
        if message.word::<MessageState>("state")? == MessageState::Pending {
            stop(&mut moves, *place, &message, now)?;
        }
    }
    bulk::run_updates(&store.db, &mut *session, MESSAGES, &texts).await?;
    moves.write(store, &mut *session).await?;
    if let Some(phone) = phone {
        let keys: Vec<_> = places.iter().map(|place| format!("{}-{phone}", place.campaign)).collect();
        let taken = doc! { "_id": { "$in": keys }, "w": workspace.get() };
        store.collection(TAKEN_ADDRESSES).delete_many(taken).session(session).await?;
    }
    Ok(texts.len() as u64)
}

fn without_text(workspace: WorkspaceId, place: MessageKey) -> RawDocumentBuf {
    let filter = rawdoc! { "_id": place.to_string(), "w": workspace.get(), "c": place.campaign.get() };
    let text = rawdoc! { "textOf": "", "to": "", "name": "", "subject": "", "body": "", "html": "" };
    bulk::update(&filter, &rawdoc! { "$unset": text })
}

/// Sees to it that a message which is pending is not handed over any more. One that was made ready to hand over may be on
/// its way, or with the vendor.
fn stop(
    moves: &mut Moves,
    place: MessageKey,
    message: &RawDocument,
    now: Timestamp,
) -> Result<(), StoreError> {
    let offered = message.maybe_int("textOf")? == Some(message.int("attempt")?);
    let (to, reason) = if offered {
        (MessageState::Uncertain, None)
    } else {
        (MessageState::Skipped, Some(SkipReason::Erased.as_str()))
    };
    let wire = WireId { message: place, attempt: number(message.int("attempt")?)? };
    moves.one(wire, Change { from: MessageState::Pending, to, reason, at: now });
    Ok(())
}
