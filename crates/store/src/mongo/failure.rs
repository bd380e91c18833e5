//! Sorts failures of the driver into the kinds a store has.

use mongodb::error::{Error, ErrorKind, TRANSIENT_TRANSACTION_ERROR, WriteFailure};

use crate::StoreError;
use crate::reading::{corrupt, unavailable};

/// The server's code for a value that a unique index has already.
const DUPLICATE_KEY: i32 = 11_000;
/// The server's code for a document that somebody else has just changed.
const WRITE_CONFLICT: i32 = 112;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match &*error.kind {
            ErrorKind::Bson(_)
            | ErrorKind::BsonDeserialization(_)
            | ErrorKind::BsonSerialization(_)
            | ErrorKind::InvalidArgument { .. } => corrupt(error.to_string()),
            // Kept whole: `transact` looks at its labels.
            _ => unavailable(error),
        }
    }
}

/// Another writer had the same name, or changed the same document, first: to be tried again from the start.
#[derive(Debug, thiserror::Error)]
#[error("another writer was faster: {0}")]
pub(super) struct Rival(pub(super) String);

/// What a statement of a bulk write failed of.
pub(super) fn of_statement(code: i32, message: &str) -> StoreError {
    if matches!(code, DUPLICATE_KEY | WRITE_CONFLICT) {
        unavailable(Rival(message.to_owned()))
    } else {
        corrupt(format!("a write was refused ({code}): {message}"))
    }
}

/// True if a value is there already that may be there only once.
pub(super) fn is_duplicate(error: &Error) -> bool {
    match &*error.kind {
        ErrorKind::Write(WriteFailure::WriteError(error)) => error.code == DUPLICATE_KEY,
        ErrorKind::Command(error) => error.code == DUPLICATE_KEY,
        ErrorKind::InsertMany(error) => {
            error.write_errors.iter().flatten().any(|error| error.code == DUPLICATE_KEY)
        }
        _ => false,
    }
}

/// Why a transaction came to nothing, if it may succeed when it is repeated from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passing {
    /// Another writer was faster.
    Rival,
    /// The server was lost, or is another one now.
    Lost,
}

/// Sorts what a transaction failed of; `None` if repeating it is no use.
pub(super) fn passing(error: &StoreError) -> Option<Passing> {
    let StoreError::Unavailable(source) = error else { return None };
    if source.is::<Rival>() {
        return Some(Passing::Rival);
    }
    let error = source.downcast_ref::<Error>()?;
    if is_duplicate(error) {
        return Some(Passing::Rival);
    }
    if !error.contains_label(TRANSIENT_TRANSACTION_ERROR) {
        return None;
    }
    // Whatever the server answered, it is there; everything else means that it is not.
    match &*error.kind {
        ErrorKind::Command(_) | ErrorKind::Write(_) | ErrorKind::InsertMany(_) => Some(Passing::Rival),
        _ => Some(Passing::Lost),
    }
}
