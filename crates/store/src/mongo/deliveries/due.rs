//! What may be handed over now.

use domain::campaign::CampaignState;
use domain::message::{MessageKey, MessageState, WireId};
use mongodb::bson::{RawDocument, RawDocumentBuf, doc};

use super::expand::expand;
use super::lease::Place;
use super::suppressions::{people, suppressed};
use crate::mongo::MongoStore;
use crate::mongo::collections::MESSAGES;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::{Fields, all};
use crate::mongo::ledger::number;
use crate::mongo::transaction::transact;
use crate::{Due, Kept, Lease, StoreError};

/// Pending messages of the chunk whose time has come, by place. None while the campaign is not sending.
pub(super) async fn due(store: &MongoStore, lease: &Lease, limit: u32) -> Result<Vec<Due>, StoreError> {
    let (at, consent) = (Place::of(lease), lease.workspace.settings.consent);
    let held = at.look(store).await?;
    let ready = held.state == CampaignState::Sending && held.expanded;
    if !ready && !transact!(store, |session| expand(store, session, at, consent))? {
        return Ok(Vec::new());
    }
    let mut waiting = at.messages(MessageState::Pending);
    // Absent where there was no attempt yet.
    waiting.insert("retryAt", doc! { "$not": { "$gt": store.now().millis() } });
    let found = store
        .collection(MESSAGES)
        .find(waiting)
        .sort(doc! { "o": 1 })
        .limit(i64::from(limit))
        .max_time(ANSWER_WITHIN)
        .await?;
    let messages: Vec<RawDocumentBuf> = all(found, |message| Ok(message.to_owned())).await?;
    let mut ids = Vec::with_capacity(messages.len());
    for message in &messages {
        ids.push(message.int("customer")?);
    }
    let mut people = people(store, None, at.workspace, &ids).await?;
    let addresses: Vec<_> =
        people.values().filter_map(|customer| customer.profile.plain_address(held.channel)).collect();
    let suppressed = suppressed(store, None, at.workspace, held.channel, &addresses).await?;
    let mut due = Vec::with_capacity(messages.len());
    for (message, customer) in messages.iter().zip(ids) {
        let key = MessageKey { campaign: at.campaign, ordinal: number(message.int("o")?)? };
        let attempt = number(message.int("attempt")?)?;
        // Absent if the customer was erased after the launch.
        let customer = people.remove(&customer);
        let address = customer.as_ref().and_then(|customer| customer.profile.plain_address(held.channel));
        due.push(Due {
            id: WireId { message: key, attempt },
            suppressed: address.is_some_and(|address| suppressed.contains(&address)),
            customer,
            kept: kept(message, attempt)?,
        });
    }
    Ok(due)
}

/// The text the attempt was rendered as before.
fn kept(message: &RawDocument, attempt: u16) -> Result<Option<Kept>, StoreError> {
    if message.maybe_int("textOf")? != Some(i64::from(attempt)) {
        return Ok(None);
    }
    Ok(Some(Kept {
        to: message.text("to")?.to_owned(),
        name: message.text("name")?.to_owned(),
        subject: message.maybe_text("subject")?.map(str::to_owned),
        body: message.text("body")?.to_owned(),
        html: message.maybe_text("html")?.map(str::to_owned),
    }))
}
