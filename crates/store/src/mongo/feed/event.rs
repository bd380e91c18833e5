//! What the stream of changes tells: changes of what audiences depend on, and the vouchers that close them.

use domain::Topic;
use domain::message::MessageState;
use mongodb::bson::{Document, RawDocument, RawDocumentBuf, doc};

use super::positions::{Place, Voucher};
use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::collections::{CUSTOMERS, ENROLMENTS, MARKS, MESSAGES, ORDERS, REVISIONS, SUPPRESSIONS};
use crate::mongo::fields::Fields;
use crate::reading::corrupt;

/// The collections of which every change is told. Of messages, which change often and are large, only those are that
/// become sent, failed, or open again.
const WATCHED: [&str; 6] = [CUSTOMERS, SUPPRESSIONS, ORDERS, ENROLMENTS, MARKS, REVISIONS];

/// What the stream is asked for.
pub(super) fn of_ours() -> Document {
    let states = [MessageState::Sent, MessageState::Failed, MessageState::Pending].map(Coded::code);
    doc! { "$or": [
        { "ns.coll": { "$in": WATCHED.as_slice() } },
        { "ns.coll": MESSAGES, "updateDescription.updatedFields.state": { "$in": states.as_slice() } },
        { "ns.coll": MESSAGES, "operationType": { "$nin": ["insert", "update", "replace", "delete"] } },
        // A collection may take the name of one of ours. What happens to the database as a whole names none.
        { "to.coll": { "$in": WATCHED.as_slice() } },
        { "to.coll": MESSAGES },
        { "ns.coll": { "$exists": false } },
    ] }
}

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
            // Orders go with their customer, of whom it is told, too.
            ORDERS if operation == Operation::Delete => Ok(Self::Other),
            MESSAGES if operation != Operation::Update => Ok(Self::Other),
            CUSTOMERS | SUPPRESSIONS | ORDERS | ENROLMENTS | MESSAGES => Ok(Self::Change(event)),
            MARKS => Ok(mark(&event, operation)?.map_or(Self::Other, Self::Voucher)),
            REVISIONS => revision(&event, operation).map(Self::Voucher),
            other => Err(corrupt(format!("a change of {other}, which nobody listens to"))),
        }
    }
}

/// What is done to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Put,
    Update,
    Delete,
}

impl Operation {
    /// Whatever is done to a collection or a database as a whole cannot be followed.
    pub(super) fn of(event: &RawDocument) -> Result<Self, StoreError> {
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
