//! Where a customer stands in a sorted list: what its cursors say.

use audience::places::{Key, Place};

use crate::{Cursor, CustomerFilter, CustomerSort, PageRequest, StoreError};

/// The cursor of a place: `sort.direction.id.value`, the value as `-` if missing, as a number, or as hexadecimal bytes
/// after an `x`.
pub(crate) fn encode(place: &Place, filter: &CustomerFilter) -> Cursor {
    let value = match &place.key {
        Key::Missing => "-".to_owned(),
        Key::Number(number) => number.to_string(),
        Key::Text(text) => text.bytes().fold("x".to_owned(), |hex, byte| format!("{hex}{byte:02x}")),
    };
    Cursor(format!("{}.{}.{value}", heading(filter), place.id))
}

/// The place that the cursor of a page stands for, if there is one.
pub(crate) fn after(page: &PageRequest, filter: &CustomerFilter) -> Result<Option<Place>, StoreError> {
    page.after.as_ref().map(|cursor| decode(cursor, filter)).transpose()
}

fn decode(cursor: &Cursor, filter: &CustomerFilter) -> Result<Place, StoreError> {
    let read = || {
        let rest = cursor.0.strip_prefix(&heading(filter))?.strip_prefix('.')?;
        let (id, value) = rest.split_once('.')?;
        let textual = matches!(filter.sort, CustomerSort::Name | CustomerSort::Email);
        let key = match value.strip_prefix('x') {
            _ if value == "-" => Key::Missing,
            Some(hex) if textual => Key::Text(unhex(hex)?.into()),
            None if !textual => Key::Number(value.parse().ok()?),
            _ => return None,
        };
        Some(Place { key, id: id.parse().ok()? })
    };
    read().ok_or(StoreError::InvalidCursor)
}

/// A cursor of one order is none of another.
fn heading(filter: &CustomerFilter) -> String {
    let sort = match filter.sort {
        CustomerSort::Name => "name",
        CustomerSort::Email => "email",
        CustomerSort::TotalSpend => "spend",
        CustomerSort::Visits => "visits",
        CustomerSort::LastPurchased => "last",
        CustomerSort::CreatedAt => "created",
    };
    format!("{sort}.{}", if filter.descending { "desc" } else { "asc" })
}

fn unhex(hex: &str) -> Option<String> {
    if !hex.is_ascii() || hex.len() % 2 == 1 {
        return None;
    }
    let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok());
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
}
