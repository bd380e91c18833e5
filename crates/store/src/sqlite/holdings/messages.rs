//! A customer's copies of campaigns. Nothing leads from a customer to their messages; but members of a campaign are
//! enrolled in the order of their ids, so the place of one is found in a few looks.

use domain::message::{MessageKey, MessageState, SkipReason, WireId};
use domain::{CampaignId, Channel, CustomerId, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::chunk::{CHUNK, ID_BYTES, first};
use crate::reading::{corrupt, time};
use crate::sqlite::campaigns::enrolled;
use crate::sqlite::columns::{Columns, word};
use crate::sqlite::ledger::{self, Move, Moves};
use crate::sqlite::paging;
use crate::sqlite::writer::Writing;
use crate::{CustomerMessage, MessageRow, Page, PageRequest, StoreError};

/// A campaign that was launched.
struct Launched {
    id: CampaignId,
    name: String,
    channel: Channel,
    enrolled: i64,
    launched_at: i64,
}

/// What a customer was enrolled in, newest campaign first.
pub(in crate::sqlite) fn to(
    db: &Connection,
    workspace: WorkspaceId,
    customer: CustomerId,
    page: &PageRequest,
) -> Result<Page<CustomerMessage>, StoreError> {
    let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
    let mut found = Vec::new();
    each_launched(db, workspace, before, |campaign| {
        if let Some(ordinal) = place(db, &campaign, customer)? {
            found.push(message(db, campaign, customer, ordinal)?);
        }
        Ok(found.len() < paging::fetch(page) as usize)
    })?;
    Ok(paging::page(found, page, |last| paging::cursor(&[last.campaign.get()])))
}

/// Goes through campaigns below an id, newest first, as long as it is asked to go on.
fn each_launched(
    db: &Connection,
    workspace: WorkspaceId,
    before: i64,
    mut go_on: impl FnMut(Launched) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut select = db.prepare_cached(
        "SELECT id, name, channel, enrolled, coalesce(launched_at, created_at) FROM campaign
         WHERE workspace = ?1 AND id < ?2 AND enrolled > 0 ORDER BY id DESC",
    )?;
    let mut rows = select.query([workspace.get(), before])?;
    while let Some(row) = rows.next()? {
        let campaign = Launched {
            id: row.id(0)?,
            name: row.text(1)?.to_owned(),
            channel: row.word(2)?,
            enrolled: row.int(3)?,
            launched_at: row.int(4)?,
        };
        if !go_on(campaign)? {
            break;
        }
    }
    Ok(())
}

/// The place of a customer in a campaign's ledger.
fn place(db: &Connection, campaign: &Launched, customer: CustomerId) -> Result<Option<u32>, StoreError> {
    let chunks = u32::try_from(campaign.enrolled.div_euclid(i64::from(CHUNK)) + 1)
        .map_err(|error| corrupt(error.to_string()))?;
    let mut select = db.prepare_cached(
        "SELECT substr(customers, 1, ?3) FROM enrolment WHERE campaign = ?1 AND number = ?2",
    )?;
    let mut begins_behind = |chunk: u32| -> Result<bool, StoreError> {
        let bytes: Option<Vec<u8>> = select
            .query_row(params![campaign.id.get(), chunk, ID_BYTES as i64], |row| row.get(0))
            .optional()?;
        let Some(bytes) = bytes else { return Ok(true) };
        let first = first(&bytes).ok_or_else(|| {
            corrupt(format!("who is enrolled in chunk {chunk} of campaign {}", campaign.id))
        })?;
        Ok(first > customer.get())
    };
    // The first chunk that begins behind the customer, if any does; they can only be in the one before.
    let (mut low, mut high) = (0, chunks);
    while low < high {
        let middle = low + (high - low) / 2;
        if begins_behind(middle)? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let Some(chunk) = low.checked_sub(1) else { return Ok(None) };
    let members = enrolled(db, campaign.id, chunk)?;
    Ok(members.binary_search(&customer.get()).ok().map(|index| chunk * CHUNK + index as u32))
}

fn message(
    db: &Connection,
    campaign: Launched,
    customer: CustomerId,
    ordinal: u32,
) -> Result<CustomerMessage, StoreError> {
    let key = ledger::key(MessageKey { campaign: campaign.id, ordinal })?;
    let mut select = db.prepare_cached(
        "SELECT message.state, reason.text, message.attempt, message.changed_at,
                rendered.address, rendered.subject, rendered.body, rendered.html, customer.name, customer.id IS NULL
         FROM message
         LEFT JOIN customer ON customer.id = message.customer
         LEFT JOIN rendered ON rendered.key = message.key
         LEFT JOIN reason ON reason.id = message.reason
         WHERE message.key = ?1",
    )?;
    let mut rows = select.query([key])?;
    let (row, html) = match rows.next()? {
        Some(row) => written(row, customer, ordinal)?,
        None => (MessageRow::waiting(customer, ordinal, time(campaign.launched_at)?), None),
    };
    Ok(CustomerMessage {
        campaign: campaign.id,
        campaign_name: campaign.name,
        channel: campaign.channel,
        enrolled_at: time(campaign.launched_at)?,
        row,
        html,
    })
}

fn written(
    row: &Row<'_>,
    customer: CustomerId,
    ordinal: u32,
) -> Result<(MessageRow, Option<String>), StoreError> {
    let text = |at| row.maybe_text(at).map(|text| text.map(str::to_owned));
    let message = MessageRow {
        ordinal,
        customer,
        customer_name: text(8)?,
        erased: row.flag(9)?,
        to: text(4)?,
        state: row.word(0)?,
        reason: text(1)?,
        attempt: row.int(2)? as u16,
        subject: text(5)?,
        body: text(6)?,
        changed_at: row.time(3)?,
    };
    Ok((message, text(7)?))
}

/// Takes a customer out of their messages, which stay as numbers, and says how many texts that were. Members of chunks
/// that are not expanded yet are skipped when they are due.
pub(super) fn erase(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    customer: CustomerId,
    phone: Option<&str>,
) -> Result<u64, StoreError> {
    let db = writing.db;
    let mut moves = Moves::default();
    let mut texts = 0;
    each_launched(db, workspace, i64::MAX, |campaign| {
        let Some(ordinal) = place(db, &campaign, customer)? else { return Ok(true) };
        let message = MessageKey { campaign: campaign.id, ordinal };
        stop(writing, &mut moves, message)?;
        texts += db.prepare_cached("DELETE FROM rendered WHERE key = ?1")?.execute([ledger::key(message)?])?
            as u64;
        if let Some(phone) = phone.filter(|_| campaign.channel == Channel::Sms) {
            db.prepare_cached("DELETE FROM taken_address WHERE campaign = ?1 AND address = ?2")?
                .execute(params![campaign.id.get(), phone])?;
        }
        Ok(true)
    })?;
    moves.write(writing)?;
    Ok(texts)
}

/// Sees to it that a message which is pending is not handed over any more. One that was made ready to hand over may be on
/// its way, or with the vendor.
fn stop(writing: &Writing<'_>, moves: &mut Moves, message: MessageKey) -> Result<(), StoreError> {
    let db = writing.db;
    let mut select = db.prepare_cached(
        "SELECT message.state, message.attempt, rendered.key IS NOT NULL
         FROM message
         LEFT JOIN rendered ON rendered.key = message.key AND rendered.attempt = message.attempt
         WHERE message.key = ?1",
    )?;
    let key = ledger::key(message)?;
    let found = select.query_row([key], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let Some((state, attempt, offered)) = found else { return Ok(()) };
    if word::<MessageState>(state)? != MessageState::Pending {
        return Ok(());
    }
    let (to, reason) = if offered {
        (MessageState::Uncertain, None)
    } else {
        (MessageState::Skipped, Some(moves.intern_skip(db, SkipReason::Erased)?))
    };
    let wire = WireId { message, attempt };
    let standing = ledger::current(db, wire)?.ok_or_else(|| corrupt(format!("message {message}")))?;
    let change = Move { from: MessageState::Pending, to, reason, at: writing.now };
    ledger::settle(db, moves, wire, &standing, change)
}
