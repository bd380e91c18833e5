//! Sorts failures of SQLite into the kinds a store has.

use rusqlite::{Error, ErrorCode};

use crate::StoreError;
pub(super) use crate::reading::{corrupt, unavailable};

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
