//! Reading typed values out of a document. What does not parse is [`StoreError::Corrupt`], never a panic.

use domain::{FieldError, Timestamp};
use mongodb::bson::{RawBsonRef, RawDocument, RawDocumentBuf};
use mongodb::{ClientSession, Cursor, SessionCursor};

use crate::StoreError;
use crate::codes::Coded;
use crate::reading::{Id, corrupt, id, parsed, time, word};

/// Fields of a document, by name. What is null is absent.
pub(super) trait Fields {
    /// Any value or nothing.
    fn maybe(&self, name: &str) -> Result<Option<RawBsonRef<'_>>, StoreError>;

    /// An integer or nothing. A server may shorten small ones when it adds up.
    fn maybe_int(&self, name: &str) -> Result<Option<i64>, StoreError> {
        match self.maybe(name)? {
            None => Ok(None),
            Some(RawBsonRef::Int64(value)) => Ok(Some(value)),
            Some(RawBsonRef::Int32(value)) => Ok(Some(value.into())),
            Some(other) => Err(unlike(name, "a number", other)),
        }
    }

    /// An integer.
    fn int(&self, name: &str) -> Result<i64, StoreError> {
        self.maybe_int(name)?.ok_or_else(|| missing(name))
    }

    /// A text or nothing, borrowed from the document.
    fn maybe_text(&self, name: &str) -> Result<Option<&str>, StoreError> {
        match self.maybe(name)? {
            None => Ok(None),
            Some(RawBsonRef::String(text)) => Ok(Some(text)),
            Some(other) => Err(unlike(name, "a text", other)),
        }
    }

    /// A text, borrowed from the document.
    fn text(&self, name: &str) -> Result<&str, StoreError> {
        self.maybe_text(name)?.ok_or_else(|| missing(name))
    }

    /// Bytes, borrowed from the document.
    fn bytes(&self, name: &str) -> Result<&[u8], StoreError> {
        match self.maybe(name)? {
            None => Err(missing(name)),
            Some(RawBsonRef::Binary(binary)) => Ok(binary.bytes),
            Some(other) => Err(unlike(name, "bytes", other)),
        }
    }

    /// A document inside, or nothing.
    fn maybe_inner(&self, name: &str) -> Result<Option<&RawDocument>, StoreError> {
        match self.maybe(name)? {
            None => Ok(None),
            Some(RawBsonRef::Document(inner)) => Ok(Some(inner)),
            Some(other) => Err(unlike(name, "a document", other)),
        }
    }

    /// A document inside.
    fn inner(&self, name: &str) -> Result<&RawDocument, StoreError> {
        self.maybe_inner(name)?.ok_or_else(|| missing(name))
    }

    /// True or false.
    fn flag(&self, name: &str) -> Result<bool, StoreError> {
        match self.maybe(name)? {
            None => Err(missing(name)),
            Some(RawBsonRef::Boolean(value)) => Ok(value),
            Some(other) => Err(unlike(name, "true or false", other)),
        }
    }

    /// A count, never negative.
    fn count(&self, name: &str) -> Result<u64, StoreError> {
        let value = self.int(name)?;
        u64::try_from(value).map_err(|_| corrupt(format!("{value} as a count")))
    }

    /// An identifier.
    fn id<T: Id>(&self, name: &str) -> Result<T, StoreError> {
        id(self.int(name)?)
    }

    /// An instant.
    fn time(&self, name: &str) -> Result<Timestamp, StoreError> {
        time(self.int(name)?)
    }

    /// An instant or nothing.
    fn maybe_time(&self, name: &str) -> Result<Option<Timestamp>, StoreError> {
        self.maybe_int(name)?.map(time).transpose()
    }

    /// A word.
    fn word<T: Coded>(&self, name: &str) -> Result<T, StoreError> {
        word(self.int(name)?)
    }

    /// A text, parsed, or nothing.
    fn maybe_parsed<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Result<Option<T>, StoreError> {
        self.maybe_text(name)?.map(|text| parsed(text, parse)).transpose()
    }
}

impl Fields for RawDocument {
    fn maybe(&self, name: &str) -> Result<Option<RawBsonRef<'_>>, StoreError> {
        let value = self.get(name).map_err(|error| corrupt(error.to_string()))?;
        Ok(value.filter(|value| !matches!(value, RawBsonRef::Null)))
    }
}

fn missing(name: &str) -> StoreError {
    corrupt(format!("a document without {name}"))
}

fn unlike(name: &str, expected: &str, found: RawBsonRef<'_>) -> StoreError {
    corrupt(format!("{:?} where {expected} was expected in {name}", found.element_type()))
}

/// Reads a cursor to its end.
pub(super) async fn all<T>(
    mut cursor: Cursor<RawDocumentBuf>,
    mut read: impl FnMut(&RawDocument) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut items = Vec::new();
    while cursor.advance().await? {
        items.push(read(cursor.current())?);
    }
    Ok(items)
}

/// Reads a cursor of a transaction to its end.
pub(super) async fn all_within<T>(
    session: &mut ClientSession,
    mut cursor: SessionCursor<RawDocumentBuf>,
    mut read: impl FnMut(&RawDocument) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut items = Vec::new();
    while cursor.advance(session).await? {
        items.push(read(cursor.current())?);
    }
    Ok(items)
}
