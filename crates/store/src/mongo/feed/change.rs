//! Changes of an audience, as the stream of changes tells them.

use domain::customer::Customer;
use domain::message::{MessageKey, MessageState};
use domain::order::Order;
use domain::segment::Outcome;
use domain::{CampaignId, Channel, CustomerId, Timestamp, WorkspaceId};
use mongodb::bson::{RawArray, RawBsonRef, RawDocument, RawDocumentBuf, cstr};

use super::event::Operation;
use crate::StoreError;
use crate::mongo::collections::{ENROLMENTS, MESSAGES, ORDERS, SUPPRESSIONS};
use crate::mongo::customers::rows::{customer, document};
use crate::mongo::fields::Fields;
use crate::mongo::{ledger, orders};
use crate::reading::corrupt;
use crate::totals::Known;

/// A change of an audience.
#[derive(Debug)]
pub(super) enum Change {
    /// A customer as a whole.
    Put(Box<Customer>),
    /// Some fields of a customer.
    Update(CustomerId, Update),
    /// A customer is gone, and their orders.
    Remove(CustomerId),
    /// Nobody may write to an address any more.
    Suppress(Channel, Box<str>),
    /// An address may be written to again.
    Allow(Channel, Box<str>),
    /// An order, and whose it was before, of what date, if it is not new.
    Order(Box<Order>, Option<(CustomerId, Timestamp)>),
    /// A chunk of a campaign was enrolled.
    Enrol(Enrolment),
    /// Something became of a message, or it is open again.
    Settle(MessageKey, Option<Outcome>),
}

/// Who was enrolled in a chunk, and when.
#[derive(Debug)]
pub(super) struct Enrolment {
    pub(super) campaign: CampaignId,
    pub(super) chunk: u32,
    pub(super) at: Timestamp,
    /// As they are stored.
    pub(super) customers: Box<[u8]>,
}

/// Where a change lies on the way of a scan: what it reads after what, and within that, which id.
pub(super) type Place = (Stage, i64);

/// What a scan reads, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Suppressions,
    Customers,
    Orders,
    Campaigns,
}

/// Where everything that campaigns did lies.
pub(super) const CAMPAIGNS: Place = (Stage::Campaigns, 0);

/// Fields of a customer's document that have other values now, or none.
#[derive(Debug)]
pub(super) struct Update {
    set: RawDocumentBuf,
    unset: Vec<String>,
}

impl Change {
    /// Reads a change in a workspace; an error if it is another's, or cannot be explained.
    pub(super) fn of(event: &RawDocument, workspace: WorkspaceId) -> Result<Self, StoreError> {
        let operation = Operation::of(event)?;
        match event.inner("ns")?.text("coll")? {
            SUPPRESSIONS => return suppression(event, operation, workspace),
            ORDERS => return order(event, operation, workspace),
            ENROLMENTS => return enrolment(event, operation, workspace),
            MESSAGES => return message(event),
            _ => {}
        }
        let id = event.inner("documentKey")?.id("_id")?;
        match operation {
            Operation::Delete => Ok(Self::Remove(id)),
            Operation::Update => Ok(Self::Update(id, Update::of(event.inner("updateDescription")?)?)),
            Operation::Put => {
                let whole = event.inner("fullDocument")?;
                same_workspace(whole, workspace)?;
                Ok(Self::Put(Box::new(customer(whole)?)))
            }
        }
    }

    /// Where it lies on the way of a scan.
    pub(super) fn place(&self) -> Place {
        match self {
            Self::Suppress(..) | Self::Allow(..) => (Stage::Suppressions, 0),
            Self::Put(customer) => (Stage::Customers, customer.id.get()),
            Self::Update(id, _) | Self::Remove(id) => (Stage::Customers, id.get()),
            Self::Order(order, _) => (Stage::Orders, order.id.get()),
            Self::Enrol(_) | Self::Settle(..) => CAMPAIGNS,
        }
    }
}

fn order(event: &RawDocument, operation: Operation, workspace: WorkspaceId) -> Result<Change, StoreError> {
    if operation != Operation::Put {
        return Err(corrupt("a change within an order"));
    }
    let whole = event.inner("fullDocument")?;
    same_workspace(whole, workspace)?;
    Ok(Change::Order(Box::new(orders::rows::order(whole)?), orders::rows::before(whole)?))
}

fn enrolment(
    event: &RawDocument,
    operation: Operation,
    workspace: WorkspaceId,
) -> Result<Change, StoreError> {
    if operation != Operation::Put {
        return Err(corrupt("a change of who was enrolled"));
    }
    let whole = event.inner("fullDocument")?;
    same_workspace(whole, workspace)?;
    Enrolment::of(whole, whole.time("at")?).map(Change::Enrol)
}

impl Enrolment {
    /// Reads the document of a chunk that was enrolled at an instant.
    pub(super) fn of(document: &RawDocument, at: Timestamp) -> Result<Self, StoreError> {
        Ok(Self {
            campaign: document.id("c")?,
            chunk: ledger::number(document.int("n")?)?,
            at,
            customers: document.bytes("customers")?.into(),
        })
    }
}

/// Only messages that become sent, failed, or open again are told. The time is not told where it is the one that was
/// there before, and cannot be known then.
fn message(event: &RawDocument) -> Result<Change, StoreError> {
    let key = ledger::message_key(event.inner("documentKey")?.text("_id")?)?;
    let set = event.inner("updateDescription")?.inner("updatedFields")?;
    let state: MessageState = set.word("state")?;
    Ok(Change::Settle(key, outcome(state, || set.time("changedAt"))?))
}

/// What became of a message in a state that it has since an instant.
pub(super) fn outcome(
    state: MessageState,
    since: impl FnOnce() -> Result<Timestamp, StoreError>,
) -> Result<Option<Outcome>, StoreError> {
    match state {
        MessageState::Sent => since().map(Outcome::Sent).map(Some),
        MessageState::Failed => since().map(Outcome::Failed).map(Some),
        _ => Ok(None),
    }
}

fn same_workspace(document: &RawDocument, workspace: WorkspaceId) -> Result<(), StoreError> {
    let found: WorkspaceId = document.id("w")?;
    if found == workspace {
        return Ok(());
    }
    Err(corrupt(format!("a change of workspace {found} in a transaction of workspace {workspace}")))
}

fn suppression(
    event: &RawDocument,
    operation: Operation,
    workspace: WorkspaceId,
) -> Result<Change, StoreError> {
    let (channel, address) = suppressed(event.inner("documentKey")?, workspace)?;
    Ok(match operation {
        Operation::Put | Operation::Update => Change::Suppress(channel, address),
        Operation::Delete => Change::Allow(channel, address),
    })
}

/// The address that a document of a suppression is about.
pub(super) fn suppressed(
    document: &RawDocument,
    workspace: WorkspaceId,
) -> Result<(Channel, Box<str>), StoreError> {
    let key = document.inner("_id")?;
    same_workspace(key, workspace)?;
    Ok((key.word("ch")?, key.text("a")?.into()))
}

impl Update {
    fn of(description: &RawDocument) -> Result<Self, StoreError> {
        let set = description.inner("updatedFields")?.to_owned();
        let unset = texts(description, "removedFields")?;
        // Fields are replaced as a whole. A part of one could be changed only in the original.
        let mut parts = unset.iter().any(|name| name.contains('.'));
        for field in &set {
            parts |= field.map_err(unreadable)?.0.as_str().contains('.');
        }
        if parts || !elements(description, "truncatedArrays")?.is_none_or(RawArray::is_empty) {
            return Err(corrupt("a change within a field of a customer"));
        }
        Ok(Self { set, unset })
    }

    /// The customer after the update.
    pub(super) fn applied(self, workspace: WorkspaceId, before: &Customer) -> Result<Customer, StoreError> {
        let Customer { id, profile, totals, created_at, updated_at } = before;
        let known = Known {
            spend: totals.spend_minor,
            visits: totals.visits,
            first: totals.first_purchased.map(Timestamp::millis),
            last: totals.last_purchased.map(Timestamp::millis),
        };
        let Self { mut set, unset } = self;
        if set.maybe("updatedAt")?.is_none() {
            set.append(cstr!("updatedAt"), updated_at.millis());
        }
        // What is set comes last, in place of what was there.
        let mut whole = RawDocumentBuf::new();
        for field in &document(workspace, id.get(), profile, &known, *created_at)? {
            let (name, value) = field.map_err(unreadable)?;
            if set.get(name).map_err(unreadable)?.is_none()
                && !unset.iter().any(|unset| name == unset.as_str())
            {
                whole.append(name, value);
            }
        }
        for field in &set {
            let (name, value) = field.map_err(unreadable)?;
            whole.append(name, value);
        }
        customer(&whole)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn unreadable(error: mongodb::bson::error::Error) -> StoreError {
    corrupt(error.to_string())
}

fn elements<'d>(document: &'d RawDocument, name: &str) -> Result<Option<&'d RawArray>, StoreError> {
    match document.maybe(name)? {
        None => Ok(None),
        Some(RawBsonRef::Array(elements)) => Ok(Some(elements)),
        Some(_) => Err(corrupt(format!("no list in {name}"))),
    }
}

fn texts(document: &RawDocument, name: &str) -> Result<Vec<String>, StoreError> {
    let Some(elements) = elements(document, name)? else { return Ok(Vec::new()) };
    elements
        .into_iter()
        .map(|element| match element {
            Ok(RawBsonRef::String(text)) => Ok(text.to_owned()),
            _ => Err(corrupt(format!("no text in {name}"))),
        })
        .collect()
}
