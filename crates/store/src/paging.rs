//! Cursors of lists: numbers, or a text and numbers, that only this store can read.

use crate::{Cursor, Page, PageRequest, StoreError};

/// Reads the `N` numbers of a cursor.
pub(crate) fn numbers<const N: usize>(page: &PageRequest) -> Result<Option<[i64; N]>, StoreError> {
    let Some(Cursor(text)) = &page.after else { return Ok(None) };
    let mut numbers = [0; N];
    let mut parts = text.split('.');
    for number in &mut numbers {
        *number = parts.next().and_then(|part| part.parse().ok()).ok_or(StoreError::InvalidCursor)?;
    }
    if parts.next().is_some() { Err(StoreError::InvalidCursor) } else { Ok(Some(numbers)) }
}

/// The cursor for some numbers.
pub(crate) fn cursor(numbers: &[i64]) -> Cursor {
    Cursor(numbers.iter().map(i64::to_string).collect::<Vec<_>>().join("."))
}

/// Makes a page of items that were read with a limit of one more than asked for: if that one is there, there is a
/// next page, after the last item shown.
pub(crate) fn page<T>(mut items: Vec<T>, request: &PageRequest, after: impl FnOnce(&T) -> Cursor) -> Page<T> {
    let limit = request.limit as usize;
    if items.len() <= limit {
        return Page { items, next: None };
    }
    items.truncate(limit);
    let next = items.last().map(after);
    Page { items, next }
}

/// How many items to read for a page.
pub(crate) fn fetch(request: &PageRequest) -> i64 {
    i64::from(request.limit) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_that_was_not_given_out_is_refused() {
        let asked = |text: &str| PageRequest { limit: 1, after: Some(Cursor(text.to_owned())) };
        assert_eq!(numbers::<2>(&asked(&cursor(&[-5, 7]).0)).unwrap(), Some([-5, 7]));
        for text in ["", "1", "1.", "1.2.3", "a.b", "1.99999999999999999999"] {
            assert!(matches!(numbers::<2>(&asked(text)), Err(StoreError::InvalidCursor)), "{text}");
        }
    }
}
