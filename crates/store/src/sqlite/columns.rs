//! Reading typed values out of a row. What does not parse is [`StoreError::Corrupt`], never a panic.

use domain::{
    ApiKeyId, AuditId, CampaignId, CustomerId, DeadLetterId, FieldError, ImportId, InvitationId, OrderId,
    SessionId, Timestamp, UserId, WorkspaceId,
};
use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::codes::Coded;
use super::failure::corrupt;
use crate::StoreError;

/// An identifier made of a number.
pub(super) trait Id: Sized {
    /// `None` for zero and below.
    fn of(value: i64) -> Option<Self>;
}

macro_rules! ids {
    ($($name:ident),+) => {$(
        impl Id for $name {
            fn of(value: i64) -> Option<Self> {
                Self::from_i64(value)
            }
        }
    )+};
}
ids!(
    ApiKeyId,
    AuditId,
    CampaignId,
    CustomerId,
    DeadLetterId,
    ImportId,
    InvitationId,
    OrderId,
    SessionId,
    UserId,
    WorkspaceId
);

/// The identifier a number stands for.
pub(super) fn id<T: Id>(value: i64) -> Result<T, StoreError> {
    T::of(value).ok_or_else(|| corrupt(format!("{value} as an id")))
}

/// The instant a number stands for.
pub(super) fn time(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millis(millis).ok_or_else(|| corrupt(format!("{millis} as an instant")))
}

/// The word a number stands for.
pub(super) fn word<T: Coded>(code: i64) -> Result<T, StoreError> {
    T::decode(code).ok_or_else(|| corrupt(format!("{code} as a code")))
}

/// Parses a stored text.
pub(super) fn parsed<T>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, FieldError>,
) -> Result<T, StoreError> {
    parse(text).map_err(|error| corrupt(error.to_string()))
}

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
