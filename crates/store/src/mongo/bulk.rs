//! Many statements in one command, so that a step of a hundred thousand records takes a few round trips.
//!
//! The `update` command of every server version, inside a transaction; what is inserted goes through the driver's
//! `insert_many`, which does the same.

use mongodb::bson::{Bson, Document, RawArrayBuf, RawDocumentBuf, cstr, doc};
use mongodb::{ClientSession, Database};

use super::failure::of_statement;
use crate::StoreError;
use crate::reading::corrupt;

/// The statements of one command take no more than about this much, in bytes: a command is a document, and a document
/// has at most 16 MiB.
const COMMAND_BYTES: usize = 8 * 1024 * 1024;
/// A command has at most so many statements; the server takes 100,000.
const COMMAND_STATEMENTS: usize = 50_000;
/// So many names or ids are asked for at once: a round trip is little beside finding them, and a server that compares
/// each document with the whole list is not asked to compare much.
pub(super) const ASKED_AT_ONCE: usize = 500;

/// What a write did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// Documents found by the filters.
    pub(super) matched: u64,
}

/// A document as it is sent.
pub(super) fn raw(document: &Document) -> Result<RawDocumentBuf, StoreError> {
    RawDocumentBuf::try_from(document).map_err(|error| corrupt(error.to_string()))
}

/// An update that gives a document the fields of `set` and those of `fields` that have a value, and takes the others away.
pub(super) fn set_or_unset(
    mut set: Document,
    fields: impl IntoIterator<Item = (&'static str, Option<Bson>)>,
) -> Document {
    let mut unset = Document::new();
    for (field, value) in fields {
        match value {
            Some(value) => set.insert(field, value),
            None => unset.insert(field, ""),
        };
    }
    let mut update = doc! { "$set": set };
    if !unset.is_empty() {
        update.insert("$unset", unset);
    }
    update
}

/// One statement of an `update` command: what `filter` finds, one document, is changed as `update` says, or is
/// replaced by it.
pub(super) fn update(filter: &RawDocumentBuf, update: &RawDocumentBuf) -> RawDocumentBuf {
    let mut statement = RawDocumentBuf::new();
    statement.append(cstr!("q"), filter);
    statement.append(cstr!("u"), update);
    statement
}

/// One statement of an `update` command: everything `filter` finds is changed.
pub(super) fn update_all(filter: &RawDocumentBuf, change: &RawDocumentBuf) -> RawDocumentBuf {
    let mut statement = update(filter, change);
    statement.append(cstr!("multi"), true);
    statement
}

/// Inserts documents, in order.
pub(super) async fn insert(
    db: &Database,
    session: &mut ClientSession,
    collection: &str,
    documents: &[RawDocumentBuf],
) -> Result<(), StoreError> {
    if documents.is_empty() {
        return Ok(());
    }
    db.collection::<RawDocumentBuf>(collection).insert_many(documents).ordered(true).session(session).await?;
    Ok(())
}

/// Runs statements made by [`update`] or [`update_all`], in order.
pub(super) async fn run_updates(
    db: &Database,
    session: &mut ClientSession,
    collection: &str,
    statements: &[RawDocumentBuf],
) -> Result<Written, StoreError> {
    let mut written = Written::default();
    for chunk in chunks(statements) {
        let mut list = RawArrayBuf::new();
        for statement in chunk {
            list.push(statement);
        }
        let mut command = RawDocumentBuf::new();
        command.append(cstr!("update"), collection);
        command.append(cstr!("updates"), list);
        command.append(cstr!("ordered"), true);
        let reply = db.run_raw_command(command).session(&mut *session).await?;
        written.matched += outcome(&reply)?;
    }
    Ok(written)
}

/// How many documents a command found; an error if a statement of it failed, which the reply says in a list.
fn outcome(reply: &Document) -> Result<u64, StoreError> {
    if let Ok(errors) = reply.get_array("writeErrors")
        && let Some(error) = errors.iter().find_map(|error| error.as_document())
    {
        let message = error.get_str("errmsg").unwrap_or_default();
        return Err(of_statement(error.get_i32("code").unwrap_or_default(), message));
    }
    let count = reply.get_i32("n").map(i64::from).or_else(|_| reply.get_i64("n"));
    count.map(i64::unsigned_abs).map_err(|_| corrupt("a write that does not say how much it found"))
}

/// Cuts statements into commands.
fn chunks(statements: &[RawDocumentBuf]) -> impl Iterator<Item = &[RawDocumentBuf]> {
    let mut rest = statements;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut bytes = 0;
        let fits = |statement: &RawDocumentBuf| {
            bytes += statement.as_bytes().len();
            bytes <= COMMAND_BYTES
        };
        let most = &rest[..rest.len().min(COMMAND_STATEMENTS)];
        let count = most.iter().map(fits).take_while(|fits| *fits).count().max(1);
        let (chunk, behind) = rest.split_at(count);
        rest = behind;
        Some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use mongodb::bson::rawdoc;

    use super::*;

    #[test]
    fn commands_are_bounded_in_bytes_and_in_number() {
        let small = rawdoc! { "q": {}, "u": {} };
        let many = vec![small.clone(); COMMAND_STATEMENTS + 1];
        assert_eq!(chunks(&many).map(<[_]>::len).collect::<Vec<_>>(), [COMMAND_STATEMENTS, 1]);
        let large = rawdoc! { "q": { "text": "x".repeat(COMMAND_BYTES / 2) } };
        let few = [large.clone(), small, large.clone(), large];
        assert_eq!(chunks(&few).map(<[_]>::len).collect::<Vec<_>>(), [2, 1, 1]);
        let huge = [rawdoc! { "q": { "text": "x".repeat(COMMAND_BYTES) } }];
        assert_eq!(chunks(&huge).count(), 1, "it is sent, and the server decides");
        assert_eq!(chunks(&[]).count(), 0);
    }
}
