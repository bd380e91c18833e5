//! Reading typed values out of a row. What does not parse is [`StoreError::Corrupt`], never a panic.

use domain::{FieldError, Timestamp};
use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::codes::Coded;
use crate::StoreError;
use crate::reading::corrupt;
pub(super) use crate::reading::{Id, id, parsed, time, word};

/// Columns of a row, by place.
pub(super) trait Columns {
    /// An integer.
    fn int(&self, at: usize) -> Result<i64, StoreError>;
    /// An integer or nothing.
    fn maybe_int(&self, at: usize) -> Result<Option<i64>, StoreError>;
    /// A text or nothing, borrowed from the row.
    fn maybe_text(&self, at: usize) -> Result<Option<&str>, StoreError>;

    /// A text, borrowed from the row.
    fn text(&self, at: usize) -> Result<&str, StoreError> {
        self.maybe_text(at)?.ok_or_else(|| corrupt("nothing where a text was expected"))
    }

    /// A count, never negative.
    fn count(&self, at: usize) -> Result<u64, StoreError> {
        let value = self.int(at)?;
        u64::try_from(value).map_err(|_| corrupt(format!("{value} as a count")))
    }

    /// True or false.
    fn flag(&self, at: usize) -> Result<bool, StoreError> {
        Ok(self.int(at)? != 0)
    }

    /// An identifier.
    fn id<T: Id>(&self, at: usize) -> Result<T, StoreError> {
        id(self.int(at)?)
    }

    /// An instant.
    fn time(&self, at: usize) -> Result<Timestamp, StoreError> {
        time(self.int(at)?)
    }

    /// An instant or nothing.
    fn maybe_time(&self, at: usize) -> Result<Option<Timestamp>, StoreError> {
        self.maybe_int(at)?.map(time).transpose()
    }

    /// A word.
    fn word<T: Coded>(&self, at: usize) -> Result<T, StoreError> {
        word(self.int(at)?)
    }

    /// A text, parsed, or nothing.
    fn maybe_parsed<T>(
        &self,
        at: usize,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Result<Option<T>, StoreError> {
        self.maybe_text(at)?.map(|text| parsed(text, parse)).transpose()
    }
}

impl Columns for Row<'_> {
    fn int(&self, at: usize) -> Result<i64, StoreError> {
        self.maybe_int(at)?.ok_or_else(|| corrupt("nothing where a number was expected"))
    }

    fn maybe_int(&self, at: usize) -> Result<Option<i64>, StoreError> {
        match self.get_ref(at)? {
            ValueRef::Integer(value) => Ok(Some(value)),
            ValueRef::Null => Ok(None),
            other => Err(corrupt(format!("{:?} where a number was expected", other.data_type()))),
        }
    }

    fn maybe_text(&self, at: usize) -> Result<Option<&str>, StoreError> {
        match self.get_ref(at)? {
            ValueRef::Text(bytes) => {
                std::str::from_utf8(bytes).map(Some).map_err(|_| corrupt("a text that is not UTF-8"))
            }
            ValueRef::Null => Ok(None),
            other => Err(corrupt(format!("{:?} where a text was expected", other.data_type()))),
        }
    }
}
