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
    if is_nfc(text) { text.to_lowercase() } else { text.nfc().collect::<String>().to_lowercase() }
}

/// True if the text is certainly in NFC. Every letter before the first combining mark (U+0300) is.
fn is_nfc(text: &str) -> bool {
    text.chars().all(|c| c < '\u{300}') || is_nfc_quick(text.chars()) == IsNormalized::Yes
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
        let folded = text.chars().all(lower) && is_nfc(text);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn short_text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[aAbB ]{0,6}",
            "[aA\u{e9}E\u{301}\u{130}i\u{3a3}\u{3c2}\u{3c3}\u{df}\u{1e9e}K\u{212a}]{0,5}",
            "\\PC{0,4}",
        ]
    }

    proptest! {
        #[test]
        fn answers_without_copying_are_those_of_the_definition(text in short_text(), other in short_text()) {
            let (folding, folded, wanted) = (Folding::of(&text), fold(&text), fold(&other));
            prop_assert_eq!(folding.equals(&wanted), folded == wanted);
            prop_assert_eq!(folding.contains(&wanted), folded.contains(&wanted));
            prop_assert_eq!(folding.starts_with(&wanted), folded.starts_with(&wanted));
            prop_assert_eq!(folding.ends_with(&wanted), folded.ends_with(&wanted));
            prop_assert_eq!(folding.compare(&wanted), folded.cmp(&wanted));
            prop_assert!(folding.equals(&folded) && folding.contains(&folded));
        }

        #[test]
        fn folding_twice_changes_nothing_more(text in short_text()) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn a_text_is_found_in_a_sorted_list(text in short_text(), others in prop::collection::vec(short_text(), 0..9)) {
            let mut list: Vec<Box<str>> = others.iter().map(|other| fold(other).into()).collect();
            list.sort_unstable();
            let expected = list.iter().any(|candidate| **candidate == *fold(&text));
            prop_assert_eq!(Folding::of(&text).is_in(&list), expected);
        }
    }

    #[test]
    fn texts_that_read_alike_fold_alike() {
        for (one, other) in
            [("\u{c9}t\u{e9}", "e\u{301}TE\u{301}"), ("\u{212a}", "k"), ("STRASSE", "strasse")]
        {
            assert_eq!(fold(one), fold(other));
        }
        for (one, other) in [("stra\u{df}e", "strasse"), ("I", "\u{131}"), ("e", "\u{e9}")] {
            assert_ne!(fold(one), fold(other));
        }
    }
}
