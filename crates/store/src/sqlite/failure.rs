//! Sorts failures of SQLite into the kinds a store has.

use rusqlite::{Error, ErrorCode};

use crate::StoreError;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let unreadable = match &error {
            Error::SqliteFailure(inner, _) => matches!(
                inner.code,
                // A constraint that is violated and a statement that does not fit the tables are bugs.
                ErrorCode::DatabaseCorrupt
                    | ErrorCode::NotADatabase
                    | ErrorCode::ConstraintViolation
                    | ErrorCode::TypeMismatch
                    | ErrorCode::Unknown
            ),
            Error::SqlInputError { .. }
            | Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::InvalidColumnIndex(..)
            | Error::InvalidColumnName(..)
            | Error::InvalidParameterCount(..)
            | Error::Utf8Error(..)
            | Error::QueryReturnedNoRows => true,
            _ => false,
        };
        if unreadable { Self::Corrupt(error.to_string()) } else { unavailable(error) }
    }
}

/// Something that may pass.
pub(super) fn unavailable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Unavailable(error.into())
}

/// Something stored that its reader cannot make sense of.
pub(super) fn corrupt(what: impl Into<String>) -> StoreError {
    StoreError::Corrupt(what.into())
}
