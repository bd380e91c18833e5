//! How texts are compared: Unicode NFC, then Unicode lower case, on both sides.
//!
//! [`fold`] is the definition. [`Folding`] gives the same answers about a customer's text without copying it as
//! long as it is ASCII, or folded already.

use std::borrow::Cow;
use std::cmp::Ordering;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A text in the form in which texts are compared.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().collect::<String>().to_lowercase()
}

/// A customer's text, to be compared with folded texts.
#[derive(Debug)]
pub enum Folding<'a> {
    /// In any case; lower-cased letter by letter while it is compared.
    Ascii(&'a str),
    /// Folded.
    Folded(Cow<'a, str>),
}

impl<'a> Folding<'a> {
    /// Folds a text as far as needed.
    pub fn of(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self::Ascii(text);
        }
        let lower = |c: char| c.to_lowercase().eq([c]);
        let folded = is_nfc_quick(text.chars()) == IsNormalized::Yes && text.chars().all(lower);
        Self::Folded(if folded { Cow::Borrowed(text) } else { Cow::Owned(fold(text)) })
    }

    /// True if it equals a folded text.
    pub fn equals(&self, wanted: &str) -> bool {
        match self {
            Self::Ascii(text) => text.eq_ignore_ascii_case(wanted),
            Self::Folded(text) => text == wanted,
        }
    }

    /// True if it is one of several folded texts in ascending order.
    pub fn is_in(&self, wanted: &[Box<str>]) -> bool {
        wanted.binary_search_by(|candidate| self.compare(candidate).reverse()).is_ok()
    }

    fn compare(&self, other: &str) -> Ordering {
        match self {
            Self::Ascii(text) => text.bytes().map(|b| b.to_ascii_lowercase()).cmp(other.bytes()),
            Self::Folded(text) => (**text).cmp(other),
        }
    }

    /// True if it holds a folded text.
    pub fn contains(&self, wanted: &str) -> bool {
        match self {
            Self::Ascii(_) if wanted.is_empty() => true,
            Self::Ascii(text) => {
                let windows = text.as_bytes().windows(wanted.len());
                windows.into_iter().any(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
            }
            Self::Folded(text) => text.contains(wanted),
        }
    }

    /// True if it begins with a folded text.
    pub fn starts_with(&self, wanted: &str) -> bool {
        match self {
            Self::Ascii(text) => {
                text.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
            }
            Self::Folded(text) => text.starts_with(wanted),
        }
    }

    /// True if it ends with a folded text.
    pub fn ends_with(&self, wanted: &str) -> bool {
        match self {
            Self::Ascii(text) => {
                let start = text.len().checked_sub(wanted.len());
                start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(wanted))
            }
            Self::Folded(text) => text.ends_with(wanted),
        }
    }
}
