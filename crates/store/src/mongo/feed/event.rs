//! What the stream of changes tells: changes of customers and suppressions, and the vouchers that close them.

use audience::Table;
use domain::customer::Customer;
use domain::{Channel, CustomerId, Timestamp, Topic, WorkspaceId};
use mongodb::bson::{RawArray, RawBsonRef, RawDocument, RawDocumentBuf, cstr};

use super::positions::{Place, Voucher};
use crate::StoreError;
use crate::mongo::collections::{CUSTOMERS, MARKS, REVISIONS, SUPPRESSIONS};
use crate::mongo::customers::rows::{customer, document};
use crate::mongo::fields::Fields;
use crate::reading::corrupt;
use crate::totals::Known;

/// The collections that are listened to.
pub(super) const WATCHED: [&str; 4] = [CUSTOMERS, SUPPRESSIONS, MARKS, REVISIONS];

/// What an event is to us.
#[derive(Debug)]
pub(super) enum Event {
    /// A change that waits for its voucher. It is not read further before that tells whose it is.
    Change(RawDocumentBuf),
    /// The end of a transaction.
    Voucher(Voucher),
    /// Nothing that an audience depends on.
    Other,
}

impl Event {
    /// Sorts an event of the stream; an error if it cannot be explained.
    pub(super) fn of(event: RawDocumentBuf) -> Result<Self, StoreError> {
        let operation = Operation::of(&event)?;
        match event.inner("ns")?.text("coll")? {
            CUSTOMERS | SUPPRESSIONS => Ok(Self::Change(event)),
            MARKS => Ok(mark(&event, operation)?.map_or(Self::Other, Self::Voucher)),
            REVISIONS => revision(&event, operation).map(Self::Voucher),
            other => Err(corrupt(format!("a change of {other}, which nobody listens to"))),
        }
    }
}

/// What is done to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Put,
    Update,
    Delete,
}

impl Operation {
    /// Whatever is done to a collection or a database as a whole cannot be followed.
    fn of(event: &RawDocument) -> Result<Self, StoreError> {
        match event.text("operationType")? {
            "insert" | "replace" => Ok(Self::Put),
            "update" => Ok(Self::Update),
            "delete" => Ok(Self::Delete),
            other => Err(corrupt(format!("the operation {other}"))),
        }
    }
}

/// A document as it is now, or those of its fields that have changed.
fn after(event: &RawDocument, operation: Operation) -> Result<&RawDocument, StoreError> {
    match operation {
        Operation::Put => event.inner("fullDocument"),
        Operation::Update => event.inner("updateDescription")?.inner("updatedFields"),
        Operation::Delete => Err(corrupt("a position that was deleted")),
    }
}

/// A mark that has moved; counters beside it may change without that.
fn mark(event: &RawDocument, operation: Operation) -> Result<Option<Voucher>, StoreError> {
    let key = event.inner("documentKey")?.inner("_id")?;
    let after = after(event, operation)?;
    if after.maybe_int("position")?.is_none() {
        return Ok(None);
    }
    let to = after.count("position")?;
    // A mark that was just made stands at the beginning.
    let from = after.maybe_int("from")?.map_or(Ok(0), |_| after.count("from"))?;
    let (workspace, place) = (key.id("w")?, Place::Mark(key.word::<Topic>("t")?));
    Ok((to > 0).then_some(Voucher { workspace, place, from, to }))
}

fn revision(event: &RawDocument, operation: Operation) -> Result<Voucher, StoreError> {
    let workspace = event.inner("documentKey")?.id("_id")?;
    let to = after(event, operation)?.count("revision")?;
    let from = to.checked_sub(1).ok_or_else(|| corrupt("a revision of zero"))?;
    Ok(Voucher { workspace, place: Place::Revision, from, to })
}

/// A change of a table.
#[derive(Debug)]
pub(super) enum Change {
    /// A customer as a whole.
    Put(Box<Customer>),
    /// Some fields of a customer.
    Update(CustomerId, Update),
    /// A customer is gone.
    Remove(CustomerId),
    /// Nobody may write to an address any more.
    Suppress(Channel, Box<str>),
    /// An address may be written to again.
    Allow(Channel, Box<str>),
}

/// Fields of a customer's document that have other values now, or none.
#[derive(Debug)]
pub(super) struct Update {
    set: RawDocumentBuf,
    unset: Vec<String>,
}

impl Change {
    /// Reads a change in a workspace; an error if it is another's.
    pub(super) fn of(event: &RawDocument, workspace: WorkspaceId) -> Result<Self, StoreError> {
        let operation = Operation::of(event)?;
        if event.inner("ns")?.text("coll")? == SUPPRESSIONS {
            return suppression(event, operation, workspace);
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

    /// The customer it is about; `None` if it is about an address.
    pub(super) fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Put(customer) => Some(customer.id),
            Self::Update(id, _) | Self::Remove(id) => Some(*id),
            Self::Suppress(..) | Self::Allow(..) => None,
        }
    }

    /// Changes a table. False if it has no customer that the change could be about.
    pub(super) fn apply(self, table: &mut Table, workspace: WorkspaceId) -> Result<bool, StoreError> {
        match self {
            Self::Put(customer) => table.upsert(&customer),
            Self::Update(id, update) => {
                let Some(before) = table.customer(id) else { return Ok(false) };
                table.upsert(&update.applied(workspace, &before)?);
            }
            Self::Remove(id) => return Ok(table.remove(id)),
            Self::Suppress(channel, address) => table.suppress(channel, &address),
            Self::Allow(channel, address) => table.allow(channel, &address),
        }
        Ok(true)
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
    fn applied(self, workspace: WorkspaceId, before: &Customer) -> Result<Customer, StoreError> {
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
