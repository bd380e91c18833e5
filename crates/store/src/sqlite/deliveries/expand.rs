//! Making a chunk's members into messages, and skipping those of a cancelled campaign.

use domain::campaign::CampaignState;
use domain::message::{MessageState, SkipReason};
use domain::{Channel, CustomerId};
use rusqlite::{Connection, params};

use super::handed::submit;
use super::lease::Place;
use crate::StoreError;
use crate::sqlite::audiences::suppressed;
use crate::sqlite::campaigns::{self, rows};
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::id;
use crate::sqlite::customers;
use crate::sqlite::ledger::{self, Move, Moves};
use crate::sqlite::writer::Writing;

/// True if the chunk's members have been made into messages.
pub(super) fn expanded(db: &Connection, at: Place) -> Result<bool, StoreError> {
    let mut select = db.prepare_cached("SELECT expanded FROM chunk WHERE campaign = ?1 AND number = ?2")?;
    Ok(select.query_row(params![at.campaign.get(), at.chunk], |row| row.get(0))?)
}

/// Expands the chunk if that was not done. If the campaign was cancelled, skips what is pending, and awaits the
/// receipts of what the vendor may have. True if it is sending.
pub(super) fn expand(writing: &Writing<'_>, at: Place) -> Result<bool, StoreError> {
    let state = at.check(writing.db)?;
    if !matches!(state, CampaignState::Sending | CampaignState::Cancelled) {
        return Ok(false);
    }
    let mut moves = Moves::default();
    if !expanded(writing.db, at)? {
        make_messages(writing, at, &mut moves)?;
    }
    if state == CampaignState::Cancelled {
        skip_pending(writing, at, &mut moves)?;
    }
    moves.write(writing)?;
    Ok(state == CampaignState::Sending)
}

fn make_messages(writing: &Writing<'_>, at: Place, moves: &mut Moves) -> Result<(), StoreError> {
    let db = writing.db;
    let campaign = rows::campaign(db, at.workspace, at.campaign)?.ok_or(StoreError::Fenced)?;
    let same_address = moves.intern_skip(db, SkipReason::SameAddress)?;
    let mut insert = db.prepare_cached(
        "INSERT INTO message (key, customer, state, attempt, reason, changed_at) VALUES (?1, ?2, ?3, 1, ?4, ?5)",
    )?;
    let mut skipped = 0;
    for (key, customer) in
        ledger::keys(at.campaign, at.chunk)?.zip(campaigns::enrolled(db, at.campaign, at.chunk)?)
    {
        // Emails are unique in their workspace; only phone numbers can be shared.
        let taken = campaign.plan.channel == Channel::Sms && !take_address(db, at, id(customer)?)?;
        let (state, reason) =
            if taken { (MessageState::Skipped, Some(same_address)) } else { (MessageState::Pending, None) };
        skipped += i64::from(taken);
        insert.execute(params![key, customer, state.code(), reason, writing.now.millis()])?;
    }
    db.prepare_cached("UPDATE chunk SET expanded = 1 WHERE campaign = ?1 AND number = ?2")?
        .execute(params![at.campaign.get(), at.chunk])?;
    let change = Move {
        from: MessageState::Pending,
        to: MessageState::Skipped,
        reason: Some(same_address),
        at: writing.now,
    };
    moves.note(at.campaign, at.chunk, change, skipped);
    Ok(())
}

/// Takes the customer's phone number for this campaign; false if another customer has it already. Whoever cannot be
/// reached takes none: they are skipped for their own reason later.
fn take_address(db: &Connection, at: Place, customer: CustomerId) -> Result<bool, StoreError> {
    let Some(customer) = customers::rows::by_id(db, customer)? else { return Ok(true) };
    let Some(address) = customer.profile.plain_address(Channel::Sms) else { return Ok(true) };
    if !customer.profile.reachable(Channel::Sms, at.consent)
        || suppressed(db, at.workspace, Channel::Sms, &address)?
    {
        return Ok(true);
    }
    let inserted = db
        .prepare_cached("INSERT OR IGNORE INTO taken_address (campaign, address) VALUES (?1, ?2)")?
        .execute(params![at.campaign.get(), address])?;
    Ok(inserted == 1)
}

fn skip_pending(writing: &Writing<'_>, at: Place, moves: &mut Moves) -> Result<(), StoreError> {
    let db = writing.db;
    let keys = ledger::keys(at.campaign, at.chunk)?;
    // Whatever has a text of its attempt was offered, and nobody knows whether it was taken.
    let offered = db
        .prepare_cached(
            "SELECT message.key FROM message
             JOIN rendered ON rendered.key = message.key AND rendered.attempt = message.attempt
             WHERE message.key BETWEEN ?1 AND ?2 AND message.state = 0",
        )?
        .query_map([*keys.start(), *keys.end()], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    submit(writing, at, moves, offered)?;
    let reason = moves.intern_skip(db, SkipReason::Cancelled)?;
    let skipped = db
        .prepare_cached(
            "UPDATE message SET state = ?3, reason = ?4, changed_at = ?5, retry_at = NULL
             WHERE key BETWEEN ?1 AND ?2 AND state = 0",
        )?
        .execute(params![
            keys.start(),
            keys.end(),
            MessageState::Skipped.code(),
            reason,
            writing.now.millis()
        ])?;
    let change = Move {
        from: MessageState::Pending,
        to: MessageState::Skipped,
        reason: Some(reason),
        at: writing.now,
    };
    moves.note(at.campaign, at.chunk, change, skipped as i64);
    Ok(())
}
